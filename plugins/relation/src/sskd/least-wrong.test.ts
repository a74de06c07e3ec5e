// Which rows selective transfer keeps: by hand, and against the published procedure.
import { readAll, scope, tensor1d, tensor2d } from '@retort/tensor';
import { expectNoLeak } from '@retort/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptRows, type Row, type Rows } from '../../test/plain-views.ts';
import { leastWrong } from './least-wrong.ts';

async function kept(scores: Rows, right: Row, keep: number): Promise<number[]> {
  const [given, columns] = [tensor2d(scores.map((row) => [...row])), tensor1d([...right], 'int32')];
  const mask = scope(() => leastWrong(given, columns, keep));
  const values = await readAll({ mask });
  for (const tensor of [given, columns, mask]) tensor.dispose();
  return [...values.mask!.keys()].filter((row) => values.mask![row] === 1);
}

// Ranks of column 0: 0, 1, 2, 1, 0; the first row of rank 1 is further below the highest than the second.
const scores = [
  [3, 2, 1],
  [1, 5, 0],
  [0, 1, 2],
  [2, 3, 1],
  [1, 0, 0],
];
const first = [0, 0, 0, 0, 0];

test.each([
  [0, [0, 4]],
  [0.3, [0, 4]],
  [0.34, [0, 3, 4]],
  [0.67, [0, 1, 3, 4]],
  [0.99, [0, 1, 3, 4]],
  [1, [0, 1, 2, 3, 4]],
])('of the rows that the teacher gets wrong the share %d is kept, least ranks first, then the nearest', async (keep, expected) => {
  expect(await kept(scores, first, keep)).toEqual(expected);
});

test('a row of which the right column is not known is kept, and counts for nothing', async () => {
  expect(await kept(scores, [-1, 0, 0, 0, -1], 0)).toEqual([0, 4]);
  expect(await kept(scores, [0, -1, 0, 0, 0], 0.5)).toEqual([0, 1, 3, 4]);
});

test('a tie with the right column is no error; rows that are wrong alike are kept in their order', async () => {
  const alike = [
    [1, 2],
    [1, 1],
    [1, 2],
    [1, 2],
  ];
  expect(await kept(alike, [0, 0, 0, 0], 0.34)).toEqual([0, 1]);
  expect(await kept(alike, [0, 0, 0, 0], 0.67)).toEqual([0, 1, 2]);
});

test('keeps what the published procedure keeps', () =>
  expectNoLeak(async () => {
    const row = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 });
    const rows = fc.array(row, { minLength: 7, maxLength: 7 });
    const right = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 7, maxLength: 7 });
    const keep = fc.constantFrom(0, 0.25, 0.5, 0.75, 0.9, 1);
    await fc.assert(
      fc.asyncProperty(rows, right, keep, async (values, columns, share) => {
        expect(await kept(values, columns, share)).toEqual(keptRows(values, columns, share));
      }),
      { numRuns: 40 },
    );
  }));
