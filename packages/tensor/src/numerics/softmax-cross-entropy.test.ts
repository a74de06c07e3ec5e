// Reference values computed in double precision, finite differences, the composed form, absent labels, extremes.
import type { Tensor, Tensor2D } from '@retort/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { scope } from '../scope.ts';
import { logSoftmax, mul, neg, sum, tensor2d } from '../tf.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

/** The definition, by loops over numbers. */
function plain(logits: readonly number[], targets: readonly number[], classes: number): number[] {
  const rows: number[] = [];
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.slice(start, start + classes);
    const top = Math.max(...row);
    const total = top + Math.log(row.reduce((all, z) => all + Math.exp(z - top), 0));
    rows.push(-row.reduce((all, z, at) => all + (targets[start + at] as number) * (z - total), 0));
  }
  return rows;
}

describe.each(await backends())('softmaxCrossEntropy on %s', (backend) => {
  beforeAll(() => use(backend));

  test.each([
    ['student', [1, 2, 3, -1, 0.5, -1, 2, 0, 2, 0, -0.5, 1], 1.074279906],
    ['teacher', [2, 1, 4, -2, 0, -0.5, 3, 1, 3, 1, -1, 0.5], 0.859536424],
  ])('the mean over the %s logits is the reference value', async (_, logits, wanted) => {
    const targets = tensor2d([0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0], [3, 4]);
    const { value, gradient } = await differentiate((x) => softmaxCrossEntropy(x as Tensor2D, targets), logits, [3, 4]);
    targets.dispose();
    expectClose([value.reduce((a, b) => a + b) / 3], [wanted], 1e-6);
    for (let row = 0; row < 3; row++) expectClose([gradient.slice(row * 4, row * 4 + 4).reduce((a, b) => a + b)], [0], 1e-6);
  });

  test('soft, unnormalised and absent targets: central differences, and the composed form', async () => {
    const logits = scattered(20, 5);
    const targets = [0.1, 0.2, 0.3, 0.4, 0, 0, 0, 0, 0, 0, 2, 0, 0.5, 0, 0.1, 1, 0, 0, 0, 0];
    const weights = [1, 3, -0.5, 2];
    const y = tensor2d(targets, [4, 5]);
    const closed = await differentiate((x) => softmaxCrossEntropy(x as Tensor2D, y), logits, [4, 5], weights);
    const taped = await differentiate((x: Tensor) => scope(() => neg(sum(mul(y, logSoftmax(x)), 1))), logits, [4, 5], weights);
    y.dispose();
    expectClose(closed.value, plain(logits, targets, 5), 1e-6);
    expectClose(
      closed.gradient,
      slopes((x) => weigh(plain(x, targets, 5), weights), logits),
      1e-6,
    );
    expectClose(closed.value, taped.value, 1e-6);
    expectClose(closed.gradient, taped.gradient, 1e-6);
    expect(closed.value[1]).toBeCloseTo(0, 12);
    expect(closed.gradient.slice(5, 10).every((slope) => slope === 0)).toBe(true);
  });

  test('logits of +-1e4 give finite values and gradients', async () => {
    const y = tensor2d([1, 0, 0, 0, 1, 0], [2, 3]);
    const { value, gradient } = await differentiate((x) => softmaxCrossEntropy(x as Tensor2D, y), [-1e4, 1e4, 0, -1e4, 1e4, 0], [2, 3]);
    y.dispose();
    expectClose(value, [2e4, 0], 1e-6);
    expectClose(gradient, [-1, 1, 0, 0, 0, 0], 1e-6);
  });
});

test('shapes that do not meet are refused', () => {
  const [a, b] = [tensor2d([1, 2], [1, 2]), tensor2d([1, 2], [2, 1])];
  expect(() => softmaxCrossEntropy(a, b)).toThrow(/KD_E_TENSOR_SHAPE/);
  a.dispose();
  b.dispose();
});
