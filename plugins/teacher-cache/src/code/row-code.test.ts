// Rows to bytes and back: float32 to the bit, float16 to its step, the largest logits with what the others have together.
import { randomStream } from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import { type CacheType, rowCode } from './row-code.ts';

const through = (row: Float32Array, dtype: CacheType, top?: number): Float32Array => {
  const code = rowCode(row.length, dtype, top);
  // Not aligned, as in a file.
  const bytes = new Uint8Array(code.bytes + 1).subarray(1);
  code.encode(row, bytes);
  const back = new Float32Array(row.length);
  code.decode(bytes, back);
  return back;
};
const softmax = (row: Float32Array, temperature = 1): number[] => {
  const exps = Array.from(row, (z) => Math.exp((z - Math.max(...row)) / temperature));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((each) => each / sum);
};
const normals = (count: number, step = 0) =>
  randomStream(2, 'rows')
    .at(step)
    .normals(count)
    .map((value) => 3 * value);

test('float32 changes no bit of what a float can be', () => {
  const row = Float32Array.from([0, -0, 1e-45, 3.4e38, -1e9, Math.PI, Number.NaN, Number.NEGATIVE_INFINITY]);
  expect(rowCode(8, 'float32', undefined).bytes).toBe(32);
  expect(new Uint32Array(through(row, 'float32').buffer)).toEqual(new Uint32Array(row.buffer));
});

test('float16 takes half, is off by half a step at most, and refuses what it has no number for', () => {
  const row = normals(100);
  expect(rowCode(100, 'float16', undefined).bytes).toBe(200);
  const back = through(row, 'float16');
  for (const [at, value] of row.entries()) expect(Math.abs(back[at]! - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
  for (const value of [-1e9, Number.NaN]) expect(() => through(Float32Array.of(1, value), 'float16')).toThrow(/65504.*KD_E_CACHE_RANGE/);
});

describe('the top logits', () => {
  test('worked by hand: of 3, 1, 0, 2 the two largest stay, the others get log((e + 1) / 2) each', () => {
    const others = Math.fround(Math.log((Math.E + 1) / 2));
    expect([...through(Float32Array.of(3, 1, 0, 2), 'float32', 2)]).toEqual([3, others, others, 2]);
  });

  test('of equal ones the first; where all others are equal, nothing changes', () => {
    expect([...through(Float32Array.of(1, 2, 2, 2), 'float32', 2)].slice(1, 3)).toEqual([2, 2]);
    expect([...through(Float32Array.of(-7, 4, -7, -7), 'float32', 1)]).toEqual([-7, 4, -7, -7]);
  });

  test.each([1, 5, 50])('at temperature 1 %d probabilities, and that of the others together, are exact', (top) => {
    for (let step = 0; step < 5; step += 1) {
      const row = normals(200, step);
      const [before, after] = [softmax(row), softmax(through(row, 'float32', top))];
      const kept = new Set(
        Array.from(row.keys())
          .sort((a, b) => row[b]! - row[a]!)
          .slice(0, top),
      );
      const others = (values: readonly number[]) => values.filter((_, index) => !kept.has(index));
      const sum = (values: readonly number[]) => values.reduce((a, b) => a + b);
      expect(Math.max(...[...kept].map((index) => Math.abs(after[index]! - before[index]!)))).toBeLessThan(1e-6);
      expect(sum(others(after))).toBeCloseTo(sum(others(before)), 6);
      expect(new Set(others(after)).size).toBe(1);
    }
  });

  test('at a higher temperature the others together get no less than they had', () => {
    for (let step = 0; step < 5; step += 1) {
      const row = normals(50, step);
      const most = Math.max(...row);
      const mass = (values: Float32Array) => softmax(values, 4).reduce((sum, each, index) => (values[index] === most ? sum : sum + each), 0);
      expect(mass(through(row, 'float32', 1))).toBeGreaterThanOrEqual(mass(row) - 1e-6);
    }
  });

  test('as little space as it says, and finite for logits far apart', () => {
    expect(rowCode(21841, 'float32', 20).bytes).toBe(20 * 8 + 4);
    expect(rowCode(21841, 'float16', 20).bytes).toBe(20 * 6 + 4);
    expect([...through(Float32Array.of(1e4, -1e4, -1e4, -3e38), 'float32', 1)].every(Number.isFinite)).toBe(true);
  });
});
