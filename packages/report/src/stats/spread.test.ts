// Mean and standard deviation, against numbers worked out by hand and properties.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from './spread.ts';

test('the sample standard deviation, n - 1: numbers by hand', () => {
  // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32, 32 / 7.
  const { mean, sd, count } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([count, mean]).toEqual([8, 5]);
  expect(sd).toBeCloseTo(2.138089935299395, 14);
  expect(spreadOf([0.882, 0.897, 0.879]).sd).toBeCloseTo(Math.sqrt((0.004 ** 2 + 0.011 ** 2 + 0.007 ** 2) / 2), 14);
});

test('one value has no spread, none has no mean', () => {
  expect(spreadOf([0.5])).toEqual({ count: 1, mean: 0.5, sd: undefined });
  expect(spreadOf([]).mean).toBeNaN();
});

test('keeps its digits where values are close and large', () => {
  expect(spreadOf([1e9 + 1, 1e9 + 2, 1e9 + 3]).sd).toBe(1);
});

test('moves with the values and scales with them', () => {
  const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.integer({ min: -50, max: 50 }), (list, shift) => {
      const plain = spreadOf(list);
      const moved = spreadOf(list.map((value) => 2 * value + shift));
      expect(moved.mean).toBeCloseTo(2 * plain.mean + shift, 8);
      expect(moved.sd).toBeCloseTo(2 * plain.sd!, 8);
    }),
  );
});
