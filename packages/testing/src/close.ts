// Assertions on numbers that say how far off they are and where.
import { fail, ok } from 'node:assert/strict';

/** Each value within `tolerance` times the largest magnitude expected (or times `scale`, where that is larger). */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string, scale = 0): void {
  ok(actual.length === expected.length, `${what}: expected ${expected.length} values, received ${actual.length}`);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  for (let index = 0; index < expected.length; index++) {
    const off = Math.abs(actual[index]! - expected[index]!);
    if (!(off <= tolerance * (largest || 1))) {
      fail(`${what}: at ${index} expected ${expected[index]}, received ${actual[index]}, off by ${off}; allowed ${tolerance} of ${largest || 1}`);
    }
  }
}

export function expectFinite(values: ArrayLike<number>, what: string): void {
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) fail(`${what}: expected finite values, received ${values[bad]} at ${bad}`);
}
