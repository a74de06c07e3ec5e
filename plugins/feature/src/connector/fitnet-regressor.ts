// FitNet's regressor: a convolution that brings both the size and the channels of a map to the teacher's, batch norm, ReLU.
import { type ConnectorBuild, defineConnector, type Shape, type Tensor, type Tensor4D } from '@retort/kernel';
import { conv2dTranspose, pad, relu } from '@retort/tensor';
import { z } from 'zod';
import { movingBatchNorm } from '../module/batch-norm.ts';
import { type Convolution, convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';
import { isSpatiallyLarger, isTwice } from './advise.ts';
import { heNormal } from './he-normal.ts';
import { refuse } from './refuse.ts';

const FitnetRegressorOptions = z.strictObject({
  relu: z.boolean().default(true).describe("Whether a ReLU follows: false where the teacher's activation has negative values."),
});

/**
 * `[B, h, w, c]` -> `[B, h', w', c']`, by the sizes of the maps as RepDistiller has it; Romero et al., ICLR 2015:
 *
 * - twice the teacher's: 3x3 convolution, stride 2, one zero of padding on each side;
 * - half the teacher's: 4x4 transposed convolution, stride 2. The one connector that enlarges a map;
 * - otherwise, not smaller: convolution without padding, of the kernel `1 + h - h'` by `1 + w - w'`.
 *
 * Then batch norm and ReLU, as in `conv-bn-relu`. No bias: batch norm would take it away. Other sizes are refused.
 * Variables: `convolution/kernel` (He normal, fan-in), `norm/scale`, `norm/offset`. State: `norm/mean`, `norm/variance`.
 */
export const fitnetRegressor = defineConnector({
  id: 'fitnet-regressor',
  summary: 'a trained convolution that matches size and channels, with batch norm and ReLU (Romero 2015)',
  options: FitnetRegressorOptions,
  create: ({ relu: withRelu }) => ({
    build(build) {
      const { teacher } = build;
      if (build.student.length !== 3 || teacher.length !== 3) throw refuse('fitnet-regressor', build, 'maps [h, w, c] on both sides');
      const mapping = mappingOf(build);
      const norm = movingBatchNorm(teacher[2]!);
      return {
        shape: teacher,
        variables: prefixed({ convolution: mapping.variables, norm: norm.variables }),
        state: prefixed({ norm: norm.state }),
        apply(x, { training }) {
          const normalised = norm.apply(mapping.apply(x), training);
          return withRelu ? relu(normalised) : normalised;
        },
      };
    },
  }),
});

function mappingOf(build: ConnectorBuild): Convolution {
  const { student, teacher } = build;
  const random = build.random.child('convolution');
  const [from, to] = [student[2]!, teacher[2]!];
  if (isTwice(student, teacher)) {
    const halving = convolution({ random, size: [3, 3], from, to, bias: false, stride: 2 });
    return {
      ...halving,
      apply: (x) =>
        halving.apply(
          pad(x, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
        ),
    };
  }
  if (isTwice(teacher, student)) return doubling(heNormal(random.child('kernel'), [4, 4, to, from], 4 * from), teacher);
  if (isSpatiallyLarger(teacher, student)) throw refuse('fitnet-regressor', build, "a student map of half the teacher's size, or not smaller");
  return convolution({ random, size: [1 + student[0]! - teacher[0]!, 1 + student[1]! - teacher[1]!], from, to, bias: false });
}

/** Each output is reached by 2 by 2 places of the 4x4 kernel `[4, 4, to, from]`. */
function doubling(kernel: ReturnType<typeof heNormal>, [height, width, to]: Shape): Convolution {
  return {
    variables: { kernel },
    // 'same' cuts one place off each side, as PyTorch's padding of 1 does.
    apply: (x: Tensor) => conv2dTranspose(x as Tensor4D, kernel as Tensor4D, [x.shape[0]!, height!, width!, to!], 2, 'same'),
  };
}
