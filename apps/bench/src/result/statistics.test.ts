// Quantiles and ratios, by hand.
import { expect, test } from 'vitest';
import { quantile, ratioSpread, spread } from './statistics.ts';

test('quantiles lie on the line between the values beside them', () => {
  // Sorted 1 2 4 8: the places are 0.75, 1.5 and 2.25.
  expect(spread([8, 1, 4, 2])).toEqual({ low: 1.75, median: 3, high: 5 });
  expect(spread([5])).toEqual({ low: 5, median: 5, high: 5 });
  expect(quantile([3, 1, 2], 0)).toBe(1);
  expect(quantile([3, 1, 2], 1)).toBe(3);
});

test('a ratio is taken round by round: a round that is slow for both does not count twice', () => {
  // 2, 2, 2 although the medians are 6 and 2.
  expect(ratioSpread([2, 6, 200], [1, 3, 100])).toEqual({ low: 2, median: 2, high: 2 });
  // 0.5, 1, 4.
  expect(ratioSpread([1, 2, 4], [2, 2, 1])).toEqual({ low: 0.75, median: 1, high: 2.5 });
});
