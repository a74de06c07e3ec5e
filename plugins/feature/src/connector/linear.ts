// A trained affine map from the student's space to the teacher's; maps are flattened.
import { defineConnector, type Shape } from '@retort/kernel';
import { add, createVariable, matMul, reshape, zeros } from '@retort/tensor';
import { z } from 'zod';
import { heNormal } from './he-normal.ts';

const LinearOptions = z.strictObject({ bias: z.boolean().default(true).describe('Whether a trained bias is added.') });

/**
 * `y = flatten(x) K + b`, reshaped to the teacher's shape: `[B, ...student]` -> `[B, ...teacher]`.
 * Variables: `kernel` `[N, M]` (He normal, fan-in N), `bias` `[M]` (zeros). Joins any two shapes; over maps it has
 * `N * M` weights, and `conv1x1` is the lighter choice.
 */
export const linear = defineConnector({
  id: 'linear',
  summary: 'a trained affine map; maps are flattened',
  options: LinearOptions,
  create: ({ bias }) => ({
    build({ student, teacher, random }) {
      const [from, to] = [count(student), count(teacher)];
      const kernel = heNormal(random.child('kernel'), [from, to], from);
      const offset = bias ? createVariable(zeros([to])) : undefined;
      return {
        shape: teacher,
        variables: offset === undefined ? { kernel } : { kernel, bias: offset },
        apply(x) {
          const product = matMul(reshape(x, [-1, from]), kernel);
          return reshape(offset === undefined ? product : add(product, offset), [-1, ...teacher]);
        },
      };
    },
  }),
});

function count(shape: Shape): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
