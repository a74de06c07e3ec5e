// Pooling against PyTorch's window rule in plain loops, for every pair of small sizes; gradients; bad sizes.
import type { Tensor4D } from '@retort/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { tensor4d } from '../tf.ts';
import { adaptiveAveragePool } from './adaptive-average-pool.ts';

function plain(x: readonly number[], [B, H, W, C]: readonly [number, number, number, number], [h, w]: readonly [number, number]): number[] {
  const out: number[] = [];
  for (let b = 0; b < B; b++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++)
        for (let c = 0; c < C; c++) {
          const [top, bottom] = [Math.floor((i * H) / h), Math.ceil(((i + 1) * H) / h)];
          const [left, right] = [Math.floor((j * W) / w), Math.ceil(((j + 1) * W) / w)];
          let total = 0;
          for (let y = top; y < bottom; y++) for (let z = left; z < right; z++) total += x[((b * H + y) * W + z) * C + c] as number;
          out.push(total / ((bottom - top) * (right - left)));
        }
  return out;
}

const sizes = [1, 2, 3, 4, 5, 7];
const cases = sizes.flatMap((from) => sizes.map((to) => [from, to] as const));

describe.each(await backends())('adaptiveAveragePool on %s', (backend) => {
  beforeAll(() => use(backend));

  test.each(cases)('from %d to %d on one axis, another pair on the other', async (from, to) => {
    const shape = [2, from, 8 - from, 3] as const;
    const size = [to, 8 - to] as const;
    const x = scattered(2 * from * (8 - from) * 3, 2);
    const weights = scattered(2 * to * (8 - to) * 3, 1, 1);
    const pooled = await differentiate((t) => adaptiveAveragePool(t as Tensor4D, size), x, shape, weights);
    expect(pooled.shape).toEqual([2, ...size, 3]);
    expectClose(pooled.value, plain(x, shape, size), 1e-6);
    expectClose(
      pooled.gradient,
      slopes((v) => weigh(plain(v, shape, size), weights), x, 1e-3),
      1e-6,
    );
  });

  test.each([
    [
      [6, 4],
      [3, 2],
    ],
    [
      [5, 5],
      [1, 1],
    ],
    [
      [5, 5],
      [5, 5],
    ],
    [
      [6, 5],
      [6, 2],
    ],
    [
      [7, 6],
      [3, 6],
    ],
  ] as const)('%j to %j', async ([H, W], size) => {
    const x = scattered(H * W * 2, 2);
    const pooled = await differentiate((t) => adaptiveAveragePool(t as Tensor4D, size), x, [1, H, W, 2]);
    expectClose(pooled.value, plain(x, [1, H, W, 2], size), 1e-6);
    expectClose(
      pooled.gradient,
      slopes((v) => plain(v, [1, H, W, 2], size).reduce((a, b) => a + b), x, 1e-3),
      1e-6,
    );
  });
});

test('bad sizes are refused', () => {
  const x = tensor4d([1], [1, 1, 1, 1]);
  for (const size of [
    [0, 1],
    [1, 1.5],
    [Number.NaN, 1],
    [-1, 1],
  ] as const)
    expect(() => adaptiveAveragePool(x, size)).toThrow(/KD_E_TENSOR_VALUE/);
  x.dispose();
});
