// Distances against loops over numbers; equal rows, far-off rows, finite differences.
import type { Tensor2D } from '@retort/kernel';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { pairwiseDistance } from './pairwise-distance.ts';

function plain(x: readonly number[], rows: number, columns: number): number[] {
  const row = (at: number) => x.slice(at * columns, (at + 1) * columns);
  return Array.from({ length: rows * rows }, (_, at) => {
    const [i, j] = [Math.floor(at / rows), at % rows];
    return Math.hypot(...row(i).map((value, column) => value - (row(j)[column] as number)));
  });
}

const distances = (x: readonly number[], rows: number, columns: number, weights?: readonly number[]) =>
  differentiate((t) => pairwiseDistance(t as Tensor2D), x, [rows, columns], weights);

describe.each(await backends())('pairwiseDistance on %s', (backend) => {
  beforeAll(() => use(backend));

  test('value and gradient, with weights that are not symmetric', async () => {
    const [x, weights] = [scattered(15, 2), scattered(25, 1, 2)];
    const { value, gradient, shape } = await distances(x, 5, 3, weights);
    expect(shape).toEqual([5, 5]);
    expectClose(value, plain(x, 5, 3), 2e-6);
    expectClose(
      gradient,
      slopes((v) => weigh(plain(v, 5, 3), weights), x),
      1e-5,
    );
    for (let at = 0; at < 5; at++) expect(value[at * 6]).toBe(0);
  });

  test('equal rows: 1e-6 apart, gradient zero and finite', async () => {
    const { value, gradient } = await distances([1, 2, 1, 2, 1, 2], 3, 2);
    expectClose(value, [0, 1e-6, 1e-6, 1e-6, 0, 1e-6, 1e-6, 1e-6, 0], 1e-7);
    expect(gradient.map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('one row', async () => {
    const { value, gradient } = await distances([3, 4, 5], 1, 3);
    expect(value).toEqual([0]);
    expect(gradient.map(Math.abs)).toEqual([0, 0, 0]);
  });

  test('rows far from the origin and near to each other keep their distance', async () => {
    const x = [1000, 1000, 1000.5, 1000, 1000, 1001];
    expectClose((await distances(x, 3, 2)).value, plain(x, 3, 2), 1e-5);
  });
});

test('any rows: symmetric, at least 0, the same after a shift', async () => {
  await use('cpu');
  const rows = fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: -8, max: 8 }), async (x, shift) => {
      const { value, gradient } = await distances(x, 4, 2);
      expectClose(value, plain(x, 4, 2), 1e-4);
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(value[i * 4 + j]).toBe(value[j * 4 + i]);
      expect(gradient.every(Number.isFinite)).toBe(true);
      expectClose(
        (
          await distances(
            x.map((v) => v + shift),
            4,
            2,
          )
        ).value,
        value,
        1e-4,
      );
    }),
    { numRuns: 40 },
  );
});
