// binary16 by its definition: every half is its own nearest, and every float goes to the nearest half there is, ties to even.
import { randomStream } from '@retort/tensor';
import { expect, test } from 'vitest';
import { fromHalf, LARGEST_HALF, toHalf } from './float16.ts';

/** All finite halves from 0 up, by the formula of IEEE 754. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => (bits < 1024 ? bits * 2 ** -24 : (1 + (bits % 1024) / 1024) * 2 ** (Math.floor(bits / 1024) - 15)));

test('known values', () => {
  const known = { 0: 0x0000, 1: 0x3c00, '-2': 0xc000, 65504: 0x7bff, '0.333251953125': 0x3555, '6.103515625e-5': 0x0400, '5.960464477539063e-8': 0x0001 };
  for (const [value, bits] of Object.entries(known)) {
    expect(toHalf(Number(value))).toBe(bits);
    expect(fromHalf(bits)).toBe(Number(value));
  }
  expect(toHalf(-0)).toBe(0x8000);
  expect(Object.is(fromHalf(0x8000), -0)).toBe(true);
  expect([fromHalf(0x7c00), fromHalf(0xfc00), fromHalf(0x7c01)]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
});

test('every finite half, of both signs, comes back', () => {
  expect(halves.at(-1)).toBe(LARGEST_HALF);
  for (const [bits, value] of halves.entries()) {
    if (fromHalf(bits) !== value || toHalf(value) !== bits || toHalf(-value) !== (bits | 0x8000)) throw new Error(`half ${bits}: ${value}`);
  }
});

test('floats between two halves go to the nearer, and from the middle to the even one', () => {
  const draws = randomStream(1, 'halves').at(0);
  for (const [bits, low] of halves.slice(0, -1).entries()) {
    const high = halves[bits + 1]!;
    const middle = (low + high) / 2;
    const share = draws.uniform(bits);
    const between = Math.fround(low + share * (high - low));
    const nearest = between < middle ? bits : between > middle ? bits + 1 : bits + (bits % 2);
    if (Math.fround(middle) !== middle || toHalf(between) !== nearest || toHalf(middle) !== bits + (bits % 2))
      throw new Error(`between ${low} and ${high}: ${between}`);
  }
});

test('what would be an infinity, or is none at all, has no half', () => {
  expect(toHalf(65519.99609375)).toBe(0x7bff);
  for (const value of [65520, -65520, 1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) expect(toHalf(value)).toBeUndefined();
});
