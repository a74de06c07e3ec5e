// A trained convolution with batch norm and, if wanted, a ReLU; a larger student map is pooled first.
import { defineConnector, type Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool, relu } from '@retort/tensor';
import { z } from 'zod';
import { movingBatchNorm } from '../module/batch-norm.ts';
import { convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';
import { isSpatiallyLarger } from './advise.ts';
import { refuse } from './refuse.ts';

const ConvBnReluOptions = z.strictObject({
  kernel: z
    .union([z.literal(1), z.literal(3), z.literal(5)])
    .default(1)
    .describe('Height and width of the kernel: 1, 3 or 5; the map keeps its size.'),
  relu: z.boolean().default(true).describe("Whether a ReLU follows: false where the teacher's activation is read before its own."),
});

/**
 * `[B, h, w, c]` -> `[B, h', w', c']`: average pooling to the teacher's size where the student's map is the larger, convolution
 * without bias (batch norm would take it away), batch norm, ReLU. In training batch norm uses the statistics of the batch and
 * moves those it keeps (`0.9 old + 0.1 new`, unbiased variance); outside it uses what it keeps.
 * Variables: `convolution/kernel` `[k, k, c, c']` (He normal, fan-in), `norm/scale` (ones), `norm/offset` (zeros) `[c']`. State:
 * `norm/mean`, `norm/variance` `[c']`.
 */
export const convBnRelu = defineConnector({
  id: 'conv-bn-relu',
  summary: 'a trained convolution with batch norm and ReLU; a larger student map is average-pooled first',
  options: ConvBnReluOptions,
  create: ({ kernel, relu: withRelu }) => ({
    build(build) {
      const { student, teacher, random } = build;
      if (student.length !== 3 || teacher.length !== 3) throw refuse('conv-bn-relu', build, 'maps [h, w, c] on both sides');
      if (isSpatiallyLarger(teacher, student)) throw refuse('conv-bn-relu', build, 'a student map at least as high and wide as the teacher map');
      const [height, width, to] = teacher as [number, number, number];
      const mapping = convolution({ random: random.child('convolution'), size: [kernel, kernel], from: student[2]!, to, bias: false, pad: 'same' });
      const norm = movingBatchNorm(to);
      return {
        shape: teacher,
        variables: prefixed({ convolution: mapping.variables, norm: norm.variables }),
        state: prefixed({ norm: norm.state }),
        apply(x, { training }) {
          const normalised = norm.apply(mapping.apply(adaptiveAveragePool(x as Tensor4D, [height, width])), training);
          return withRelu ? relu(normalised) : normalised;
        },
      };
    },
  }),
});
