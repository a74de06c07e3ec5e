// A trained 1x1 convolution from the student's channels to the teacher's; a larger student map is pooled first.
import { defineConnector, type Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool, add, conv2d, createVariable, zeros } from '@retort/tensor';
import { z } from 'zod';
import { isSameShape, isSpatiallyLarger } from './advise.ts';
import { heNormal } from './he-normal.ts';
import { refuse } from './refuse.ts';

const Conv1x1Options = z.strictObject({ bias: z.boolean().default(true).describe('Whether a trained bias is added per channel.') });

/**
 * `[B, h, w, c]` -> `[B, h', w', c']`. Where the student's map is the larger, it is average-pooled to the teacher's size
 * before the convolution (the two commute; pooling first is cheaper). A larger teacher map is refused: a connector acts
 * on the student alone and nothing is ever enlarged.
 * Variables: `kernel` `[1, 1, c, c']` (He normal, fan-in c), `bias` `[c']` (zeros).
 */
export const conv1x1 = defineConnector({
  id: 'conv1x1',
  summary: 'a trained 1x1 convolution; a larger student map is average-pooled first',
  options: Conv1x1Options,
  create: ({ bias }) => ({
    build(build) {
      const { student, teacher, random } = build;
      if (student.length !== 3 || teacher.length !== 3) throw refuse('conv1x1', build, 'maps [h, w, c] on both sides');
      if (isSpatiallyLarger(teacher, student)) throw refuse('conv1x1', build, 'a student map at least as high and wide as the teacher map');
      const [height, width, to] = teacher as [number, number, number];
      const from = student[2]!;
      const isPooled = !isSameShape(student.slice(0, 2), [height, width]);
      const kernel = heNormal(random.child('kernel'), [1, 1, from, to], from);
      const offset = bias ? createVariable(zeros([to])) : undefined;
      return {
        shape: teacher,
        variables: offset === undefined ? { kernel } : { kernel, bias: offset },
        apply(x) {
          const map = isPooled ? adaptiveAveragePool(x as Tensor4D, [height, width]) : (x as Tensor4D);
          const mapped = conv2d(map, kernel as Tensor4D, 1, 'valid');
          return offset === undefined ? mapped : add(mapped, offset);
        },
      };
    },
  }),
});
