// safeNorm, l2Normalise, cosineSimilarity and huber against their definitions in plain numbers.
import type { Tensor } from '@retort/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { tensor, tensor1d } from '../tf.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import { huber } from './huber.ts';
import { l2Normalise } from './l2-normalise.ts';
import { safeNorm } from './safe-norm.ts';

const length = (x: readonly number[]) => Math.hypot(...x);
const pairs = (x: readonly number[], size: number) => Array.from({ length: x.length / size }, (_, at) => x.slice(at * size, at * size + size));
const weights = [2, -1, 0.5, 3, -0.25, 1, 1.5, -2, 0.75, 1, 0.1, -0.6];

describe.each(await backends())('on %s', (backend) => {
  beforeAll(() => use(backend));

  test('safeNorm: value, gradient, axes', async () => {
    const x = scattered(12, 3);
    const norm = (v: readonly number[]) => pairs(v, 3).map(length);
    const rows = await differentiate((t) => safeNorm(t, 1), x, [4, 3], weights.slice(0, 4));
    expect(rows.shape).toEqual([4]);
    expectClose(rows.value, norm(x), 1e-6);
    expectClose(
      rows.gradient,
      slopes((v) => weigh(norm(v), weights.slice(0, 4)), x),
      1e-6,
    );
    expect((await differentiate((t) => safeNorm(t, [1, 2], true), x, [2, 2, 3])).shape).toEqual([2, 1, 1]);
    expectClose((await differentiate((t) => safeNorm(t, [-1, -2]), x, [2, 2, 3])).value, pairs(x, 6).map(length), 1e-6);
  });

  test('safeNorm of zero is 1e-6 with gradient zero', async () => {
    const { value, gradient } = await differentiate((t) => safeNorm(t, 1), [0, 0, 3, 4], [2, 2]);
    expectClose(value, [1e-6, 5], 1e-7);
    expectClose(gradient, [0, 0, 0.6, 0.8], 1e-6);
  });

  test('l2Normalise: value, gradient, several axes as one vector', async () => {
    const x = scattered(12, 3);
    const unit = (size: number) => (v: readonly number[]) => pairs(v, size).flatMap((row) => row.map((value) => value / length(row)));
    const rows = await differentiate((t) => l2Normalise(t), x, [4, 3], weights);
    expectClose(rows.value, unit(3)(x), 1e-6);
    expectClose(
      rows.gradient,
      slopes((v) => weigh(unit(3)(v), weights), x),
      2e-6,
    );
    const maps = await differentiate((t) => l2Normalise(t, [1, 2]), x, [2, 3, 2], weights);
    expectClose(maps.value, unit(6)(x), 1e-6);
    expectClose(
      maps.gradient,
      slopes((v) => weigh(unit(6)(v), weights), x),
      2e-6,
    );
  });

  test('l2Normalise keeps zero at zero, divides the very short by 1e-12, and both have no gradient', async () => {
    const { value, gradient } = await differentiate((t) => l2Normalise(t), [0, 0, 1e-14, 0, 3e-10, 4e-10], [3, 2], [1, 1, 1, 1, 0, 0]);
    expectClose(value, [0, 0, 1e-2, 0, 0.6, 0.8], 1e-6);
    expect(gradient.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test('cosineSimilarity: both sides have gradients; a zero vector gives 0', async () => {
    const [x, y] = [scattered(12, 2), scattered(12, 2, 1)];
    const cosine = (a: readonly number[], b: readonly number[]) =>
      pairs(a, 3).map((row, at) => weigh(row, pairs(b, 3)[at] as number[]) / (length(row) * length(pairs(b, 3)[at] as number[])));
    const other = tensor(y, [4, 3]);
    const left = await differentiate((t) => cosineSimilarity(t, other), x, [4, 3], weights.slice(0, 4));
    const right = await differentiate((t) => cosineSimilarity(other, t, 1), x, [4, 3], weights.slice(0, 4));
    expectClose(left.value, cosine(x, y), 1e-6);
    expectClose(
      left.gradient,
      slopes((v) => weigh(cosine(v, y), weights.slice(0, 4)), x),
      2e-6,
    );
    expect(right).toEqual(left);
    expect((await differentiate((t) => cosineSimilarity(t, other), x.with(0, 0).with(1, 0).with(2, 0), [4, 3])).value[0]).toBe(0);
    other.dispose();
  });

  test('huber: both branches, the seam, the clipped gradient', async () => {
    const x = [-3, -1.5, -1, -0.2, 0, 0.4, 1.2, 7];
    for (const delta of [0.5, 1, 2]) {
      const plain = (v: readonly number[]) => v.map((d) => (Math.abs(d) <= delta ? (d * d) / 2 : delta * (Math.abs(d) - delta / 2)));
      const { value, gradient } = await differentiate((t) => huber(t, delta), x, [2, 4], weights.slice(0, 8));
      expectClose(value, plain(x), 1e-6);
      expectClose(
        gradient,
        slopes((v) => weigh(plain(v), weights.slice(0, 8)), x),
        2e-5,
      );
    }
    expectClose((await differentiate((t) => huber(t), [3], [1])).value, [2.5]);
  });
});

test('bad input is refused', () => {
  const [a, b]: Tensor[] = [tensor1d([1, 2]), tensor1d([1, 2, 3])];
  expect(() => cosineSimilarity(a as Tensor, b as Tensor)).toThrow(/KD_E_TENSOR_SHAPE/);
  for (const delta of [0, -1, Number.NaN]) expect(() => huber(a as Tensor, delta)).toThrow(/KD_E_TENSOR_VALUE/);
  a?.dispose();
  b?.dispose();
});
