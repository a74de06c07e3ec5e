// Fits against lines and powers that are known, and one by hand.
import { expect, test } from 'vitest';
import { fit } from './fit.ts';

const at = (xs: readonly number[], f: (x: number) => number) => xs.map((x) => ({ x, y: f(x) }));

test('a line is found, and explains everything', () => {
  const { intercept, slope, r2 } = fit(at([1, 2, 5, 9], (x) => 3 + 2 * x));
  expect(intercept).toBeCloseTo(3, 12);
  expect(slope).toBeCloseTo(2, 12);
  expect(r2).toBeCloseTo(1, 12);
});

test('the exponent of a power is found, whatever its factor', () => {
  expect(fit(at([1, 2, 4, 16], (x) => 5 * x ** 1.5)).exponent).toBeCloseTo(1.5, 12);
  expect(fit(at([2, 3, 7], () => 4))).toMatchObject({ slope: 0, intercept: 4, r2: 1, exponent: 0 });
});

test('by hand: 1, 3, 2 at 1, 2, 3', () => {
  // Slope 1/2, intercept 1; residuals -1/2, 1, -1/2 leave 3/2 of 2.
  const found = fit([1, 3, 2].map((y, index) => ({ x: index + 1, y })));
  expect(found.slope).toBeCloseTo(0.5, 12);
  expect(found.intercept).toBeCloseTo(1, 12);
  expect(found.r2).toBeCloseTo(0.25, 12);
});
