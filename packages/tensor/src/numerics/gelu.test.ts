// Against the integral of the normal density, in double precision, and central differences.
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { gelu } from './gelu.ts';

/** Phi by Simpson's rule over the density, from 0. */
function below(x: number): number {
  const steps = 400;
  const h = x / steps;
  const at = (i: number) => Math.exp(-((i * h) ** 2) / 2) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  const area = (h / 3) * Array.from({ length: steps + 1 }, (_, i) => at(i)).reduce((a, b) => a + b);
  return 0.5 + area / Math.sqrt(2 * Math.PI);
}

const plain = (x: readonly number[]) => x.map((value) => value * below(value));

describe.each(await backends())('gelu on %s', (backend) => {
  beforeAll(() => use(backend));

  test('value and gradient', async () => {
    const x = [...scattered(21, 4), 0];
    const weights = scattered(22, 2, 3);
    const { value, gradient, shape } = await differentiate(gelu, x, [2, 11], weights);
    expect(shape).toEqual([2, 11]);
    expectClose(value, plain(x), 2e-6);
    expectClose(
      gradient,
      slopes((v) => weigh(plain(v), weights), x),
      2e-6,
    );
  });

  test('published values: 0.841345 at 1, -0.158655 at -1, -0.169971 at its least, -0.751792', async () => {
    expectClose((await differentiate(gelu, [1, -1, -0.751792], [3])).value, [0.841345, -0.158655, -0.169971], 1e-6);
  });

  test('far out it is 0 or x, with slope 0 or 1', async () => {
    const { value, gradient } = await differentiate(gelu, [-1e4, -30, 30, 1e4], [4]);
    expectClose(value, [0, 0, 30, 1e4]);
    expectClose(gradient, [0, 0, 1, 1]);
  });
});
