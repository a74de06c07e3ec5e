// What weights do to a reduction, and that without them nothing is done.
import { expect, test } from 'vitest';
import { gradients, readAll, scope, tensor, tensor1d, zeros } from '../index.ts';
import { mean } from '../tf.ts';
import { createVariable } from '../variable.ts';
import { weighSamples } from './weigh-samples.ts';

test('multiplies every number of a sample by its weight, and the gradient reaches both', async () => {
  const [x, weights] = [createVariable(tensor([1, 2, 3, 4, 5, 6], [3, 2, 1])), createVariable(tensor1d([2, 0, 0.5]))];
  const made = scope(() => {
    const { value, gradients: found } = gradients(() => mean(weighSamples(x, weights as never)), { x, weights });
    return { value, ...found };
  });
  const read = await readAll(made);
  // (2 (1 + 2) + 0.5 (5 + 6)) / 6
  expect(read.value![0]).toBeCloseTo(11.5 / 6, 6);
  expect([...read.x!].map((value) => value * 6)).toEqual([2, 2, 0, 0, 0.5, 0.5].map((value) => expect.closeTo(value, 6)));
  expect([...read.weights!].map((value) => value * 6)).toEqual([3, 7, 11].map((value) => expect.closeTo(value, 6)));
  for (const one of [x, weights, ...Object.values(made)]) one.dispose();
});

test('is the tensor itself without weights', () => {
  const x = zeros([2, 3]);
  expect(weighSamples(x, undefined)).toBe(x);
  x.dispose();
});
