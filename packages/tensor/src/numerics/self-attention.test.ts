// Against loops over numbers and central differences; what attention knows of the order of tokens (nothing).
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { zeros } from '../tf.ts';
import { selfAttention } from './self-attention.ts';

type Numbers = readonly number[];

/** One token looks at all, one head after another: `[B, N, 3D]` to `[B, N, D]`. */
function plain(x: Numbers, [batch, tokens, channels]: readonly [number, number, number], heads: number): number[] {
  const width = channels / 3;
  const depth = width / heads;
  /** Part 0 are the queries, 1 the keys, 2 the values. */
  const vector = (b: number, token: number, part: number, head: number) => {
    const start = (b * tokens + token) * channels + part * width + head * depth;
    return x.slice(start, start + depth);
  };
  const all = (count: number) => Array.from({ length: count }, (_, at) => at);
  return all(batch).flatMap((b) =>
    all(tokens).flatMap((token) =>
      all(heads).flatMap((head) => {
        const q = vector(b, token, 0, head);
        const weights = all(tokens).map((other) => Math.exp(vector(b, other, 1, head).reduce((sum, k, at) => sum + k * q[at]!, 0) / Math.sqrt(depth)));
        const total = weights.reduce((a, c) => a + c);
        return all(depth).map((at) => all(tokens).reduce((sum, other) => sum + (weights[other]! / total) * vector(b, other, 2, head)[at]!, 0));
      }),
    ),
  );
}

describe.each(await backends())('selfAttention on %s', (backend) => {
  beforeAll(() => use(backend));

  test.each([
    [[2, 5, 12], 2],
    [[1, 3, 9], 1],
    [[3, 4, 18], 6],
    [[2, 1, 12], 2],
  ] as const)('value and gradient of %j with %i heads', async (shape, heads) => {
    const size = shape[0] * shape[1] * shape[2];
    const [x, weights] = [scattered(size, 1.5), scattered(size / 3, 1, 4)];
    const found = await differentiate((t) => selfAttention(t, heads), x, shape, weights);
    expect(found.shape).toEqual([shape[0], shape[1], shape[2] / 3]);
    expectClose(found.value, plain(x, shape, heads), 2e-6);
    expectClose(
      found.gradient,
      slopes((v) => weigh(plain(v, shape, heads), weights), x),
      2e-5,
    );
  });

  test('tokens in another order give the same in that order', async () => {
    const [tokens, channels] = [6, 12];
    const rows = Array.from({ length: tokens }, (_, at) => scattered(channels, 1, at));
    const order = [3, 0, 5, 1, 4, 2];
    const value = async (given: number[][]) => (await differentiate((t) => selfAttention(t, 2), given.flat(), [1, tokens, channels])).value;
    const [straight, turned] = [await value(rows), await value(order.map((at) => rows[at]!))];
    expectClose(
      turned,
      order.flatMap((at) => straight.slice(at * 4, at * 4 + 4)),
      1e-6,
    );
    expect(Math.abs(turned[0]! - straight[0]!)).toBeGreaterThan(1e-3);
  });

  test('scores of any size leave it finite', async () => {
    const { value, gradient } = await differentiate((t) => selfAttention(t, 1), scattered(30, 1e4), [1, 5, 6]);
    expect([...value, ...gradient].every(Number.isFinite)).toBe(true);
  });

  test('heads that do not divide, and other axes, are refused', () => {
    const [three, two] = [zeros([1, 2, 12]), zeros([2, 12])];
    expect(() => selfAttention(three, 3)).toThrow('KD_E_TENSOR_SHAPE');
    expect(() => selfAttention(two, 2)).toThrow('KD_E_TENSOR_SHAPE');
    for (const each of [three, two]) each.dispose();
  });
});
