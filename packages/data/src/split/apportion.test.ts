// Shares by hand and by their defining properties.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { even, proportional } from './apportion.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const countsAndTotal = fc.array(fc.nat(50), { minLength: 1, maxLength: 12 }).chain((counts) => fc.tuple(fc.constant(counts), fc.nat(sum(counts))));

describe('proportional', () => {
  it('gives exact shares where there are any, and largest remainders else', () => {
    expect(proportional([30, 20, 10], 6)).toEqual([3, 2, 1]);
    // Quotas 2.5, 1.67, 0.83: the two largest remainders are rounded up.
    expect(proportional([30, 20, 10], 5)).toEqual([2, 2, 1]);
    expect(proportional([10, 10, 10], 4)).toEqual([2, 1, 1]);
    expect(proportional([0, 0], 0)).toEqual([0, 0]);
  });

  it('adds up, and rounds every quota up or down', () => {
    fc.assert(
      fc.property(countsAndTotal, ([counts, total]) => {
        const shares = proportional(counts, total);
        expect(sum(shares)).toBe(total);
        shares.forEach((share, index) => {
          const quota = sum(counts) === 0 ? 0 : (counts[index]! * total) / sum(counts);
          expect(Math.abs(share - quota)).toBeLessThan(1);
          expect(share).toBeLessThanOrEqual(counts[index]!);
        });
      }),
    );
  });
});

describe('even', () => {
  it('is equal where it can be, and fills up where a class runs out', () => {
    expect(even([178, 182, 177], 30)).toEqual([10, 10, 10]);
    expect(even([178, 182, 177], 32)).toEqual([11, 11, 10]);
    expect(even([2, 100, 100], 32)).toEqual([2, 15, 15]);
    expect(even([1, 2, 3], 6)).toEqual([1, 2, 3]);
  });

  it('adds up; a class with two fewer than another has no more; a larger total takes nothing away', () => {
    fc.assert(
      fc.property(countsAndTotal, ([counts, total]) => {
        const shares = even(counts, total);
        expect(sum(shares)).toBe(total);
        const most = Math.max(...shares);
        shares.forEach((share, index) => {
          if (share < most - 1) expect(share).toBe(counts[index]);
        });
        if (total > 0) even(counts, total - 1).forEach((share, index) => void expect(share).toBeLessThanOrEqual(shares[index]!));
      }),
    );
  });
});
