// The parts of `crd` alone: rows of the bank, draws, chosen scores, and the softplus.
import type { Tensor2D } from '@retort/kernel';
import { createVariable, type Gradients, gradients, mul, randomStream, readAll, reshape, scope, seedTensor, sum, tensor1d, tensor2d } from '@retort/tensor';
import { expectClose, expectNoLeak } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { BankIndex } from './bank-index.ts';
import { drawNegatives, drawPositives, weightOfRows } from './negatives.ts';
import { pick } from './pick.ts';
import { softplusSum } from './softplus-sum.ts';

const LABELS = [1, 0, -1, 1, 0, 1, -1, 2];
const index = new BankIndex({ samples: 8, view: { ids: Int32Array.of(80, 70, 60, 50, 40, 30, 20, 10), labels: Int32Array.from(LABELS) } });
const placeOf = (id: number) => index.placesOf(Int32Array.of(id))[0]!;

async function numbers(make: () => Tensor2D): Promise<Float32Array | Int32Array> {
  const made = scope(make);
  const values = await made.data();
  made.dispose();
  return values as Float32Array;
}

test('classes are runs of rows, whatever the order of the view; without a label a sample is alone', () => {
  const rows = new Map([40, 70, 30, 50, 80, 10, 20, 60].map((id, row) => [id, row]));
  for (const [id, row] of rows) expect(placeOf(id).row).toBe(row);
  expect(placeOf(40).positives).toEqual({ start: 0, count: 2 });
  expect(placeOf(80)).toEqual({ row: 4, positives: { start: 2, count: 3 }, excluded: { start: 2, count: 3 } });
  expect(placeOf(60)).toEqual({ row: 7, positives: { start: 7, count: 1 }, excluded: { start: 7, count: 1 } });
});

describe('negatives', () => {
  const ids = Int32Array.of(40, 80, 10, 60);
  const places = index.placesOf(ids);
  const isOther = (place: number, row: number) => row < places[place]!.excluded.start || row >= places[place]!.excluded.start + places[place]!.excluded.count;

  test('drawn: uniform over all rows of other classes, and no other', async () => {
    const draws = 3000;
    const rows = await numbers(() => drawNegatives(places, 8, draws, seedTensor(randomStream(1, 'draw'), 0), 5));
    for (const place of places.keys()) {
      const counts = new Float64Array(8);
      for (const row of rows.slice(place * draws, (place + 1) * draws)) counts[row]!++;
      const others = [...counts.keys()].filter((row) => isOther(place, row));
      for (let row = 0; row < 8; row++) {
        if (!isOther(place, row)) expect(counts[row]).toBe(0);
        // Five standard deviations.
        else expect(Math.abs(counts[row]! - draws / others.length)).toBeLessThan(5 * Math.sqrt(draws / others.length));
      }
    }
  });

  test('weighted: the share of each row sums to K', async () => {
    const weights = await numbers(() => weightOfRows(places, 8, 100));
    for (const place of places.keys()) {
      const row = [...weights.slice(place * 8, place * 8 + 8)];
      const others = row.filter((_, at) => isOther(place, at));
      expectClose(others, Array<number>(others.length).fill(100 / others.length), 1e-6, 'the shares');
      expect(row.filter((value) => value > 0)).toHaveLength(others.length);
    }
  });

  test('positives are drawn from all of the class', async () => {
    const seen = new Set<number>();
    for (let step = 0; step < 60; step++) {
      const rows = await numbers(() => drawPositives(places, seedTensor(randomStream(2, 'draw'), step), 0));
      seen.add(rows[1]!);
      expect([0, 1]).toContain(rows[0]);
      expect([...rows.slice(2)]).toEqual([5, 7]);
    }
    expect([...seen].sort()).toEqual([2, 3, 4]);
  });
});

test('chosen scores, and their gradient where a column is chosen twice', () =>
  expectNoLeak(async () => {
    const x = createVariable(
      tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    const columns = tensor2d([2, 0, 2, 1, 1, 0], [2, 3], 'int32');
    const factors = tensor2d([1, 10, 100, 1, 10, 100], [2, 3]);
    const made: Gradients = scope(() => gradients(() => sum(mul(pick(x as Tensor2D, columns), factors)), { x }));
    const read = await readAll({ value: made.value, gradient: made.gradients.x! });
    expect(read.value![0]).toBe(3 + 10 + 300 + 5 + 50 + 400);
    expect([...read.gradient!]).toEqual([10, 0, 101, 100, 11, 0]);
    for (const tensor of [x, columns, factors, made.value, made.gradients.x!]) tensor.dispose();
  }));

test('the softplus keeps its digits on both sides; its gradient is the weighted sigmoid', async () => {
  const inputs = [-60, -12, -1, 0, 0.5, 12, 60, 1e4];
  for (const value of inputs) {
    const [single] = await numbers(() => reshape(softplusSum(tensor1d([value])), [1, 1]));
    expectClose([single!], [Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)))], 1e-6, `softplus(${value})`);
  }
  const x = createVariable(tensor1d(inputs));
  const made: Gradients = scope(() => gradients(() => mul(softplusSum(x, tensor1d(inputs.map((_, at) => at))), 2), { x }));
  const { gradient } = await readAll({ gradient: made.gradients.x! });
  expectClose(
    gradient!,
    inputs.map((value, at) => (2 * at) / (1 + Math.exp(-value))),
    1e-6,
    'the gradient',
  );
  for (const tensor of [x, made.value, made.gradients.x!]) tensor.dispose();
});
