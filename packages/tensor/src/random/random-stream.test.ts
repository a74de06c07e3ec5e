// Streams are pure functions, keep apart from each other, and have the distributions they promise.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { philox } from './philox.ts';
import { randomStream } from './random-stream.ts';
import { streamHash } from './stream-hash.ts';

const COUNT = 100_000;
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0) / values.length;
const momentOf = (values: ArrayLike<number>, power: number) => meanOf(Array.from(values, (value) => value ** power));

test('a draw is the word of the documented counter', () => {
  const seed = 2 ** 40 + 7;
  const [hash0, hash1] = streamHash('data/shuffle');
  const words = new Uint32Array(4);
  philox(words, { block: 3, c1: 11, c2: hash0, c3: hash1 }, 7, 2 ** 8);
  const draws = randomStream(seed, 'data/shuffle').at(11);
  expect([12, 13, 14, 15].map(draws.bits)).toEqual([...words]);
  expect(draws.uniform(13)).toBe(((words[1] as number) >>> 8) / 2 ** 24);
});

test('draws do not depend on order, on other draws, or on the object', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 30 }), fc.nat(), (indices, step) => {
      const draws = randomStream(5, 'a').at(step);
      const all = draws.uniforms(501);
      for (const index of indices) {
        expect(draws.uniform(index)).toBe(all[index]);
        expect(randomStream(5, 'a').at(step).uniform(index)).toBe(all[index]);
      }
    }),
    { numRuns: 30 },
  );
});

test('other seeds, names, steps, children and kinds of draw are other numbers', () => {
  const streams = [
    randomStream(1, 'a'),
    randomStream(2, 'a'),
    randomStream(2 ** 32 + 1, 'a'),
    randomStream(1, 'b'),
    randomStream(1, 'a').child('b'),
    randomStream(1, 'ab'),
    randomStream(1, ''),
  ];
  const seen = new Set(
    streams.flatMap((stream) => [0, 1, 2 ** 32 - 1].flatMap((step) => Array.from({ length: 50 }, (_, index) => stream.at(step).bits(index)))),
  );
  expect(seen.size).toBeGreaterThan(7 * 3 * 50 - 3);
  expect(randomStream(1, 'a').child('b').name).toBe('a/b');
  expect(randomStream(1, 'a/b').at(3).bits(9)).toBe(randomStream(1, 'a').child('b').at(3).bits(9));
  const draws = randomStream(1, 'a').at(0);
  expect(draws.integer(0, 2 ** 32)).not.toBe(draws.bits(0));
});

test('uniforms: in [0, 1), 24 bits, moments 1/2 and 1/12, flat histogram', () => {
  const draws = randomStream(3, 'uniform').at(0).uniforms(COUNT);
  expect(draws.every((value) => value >= 0 && value < 1 && Number.isInteger(value * 2 ** 24))).toBe(true);
  expect(Math.abs(meanOf(draws) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / COUNT));
  expect(Math.abs(momentOf(draws, 2) - meanOf(draws) ** 2 - 1 / 12)).toBeLessThan(1e-3);
  const bins = new Array<number>(64).fill(0);
  for (const value of draws) bins[Math.floor(value * 64)]!++;
  // Chi-square with 63 degrees of freedom: mean 63, deviation 11.2.
  expect(bins.reduce((total, count) => total + (count - COUNT / 64) ** 2 / (COUNT / 64), 0)).toBeLessThan(63 + 5 * 11.2);
});

test('normals: finite, moments 0, 1, 0, 3, neighbours uncorrelated, a prefix of a longer draw', () => {
  const draws = randomStream(3, 'normal').at(0).normals(COUNT);
  expect(draws.every(Number.isFinite)).toBe(true);
  expect(Math.abs(meanOf(draws))).toBeLessThan(5 / Math.sqrt(COUNT));
  expect(Math.abs(momentOf(draws, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT));
  expect(Math.abs(momentOf(draws, 3))).toBeLessThan(5 * Math.sqrt(15 / COUNT));
  expect(Math.abs(momentOf(draws, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / COUNT));
  expect(Math.abs(meanOf(Array.from(draws.subarray(1), (value, at) => value * (draws[at] as number))))).toBeLessThan(5 / Math.sqrt(COUNT));
  expect(randomStream(3, 'normal').at(0).normals(7)).toEqual(draws.slice(0, 7));
});

test('integers: inside the bound, every value as often as the others, also where words are rejected', () => {
  const draws = randomStream(3, 'integer').at(0);
  for (const below of [1, 2, 3, 7, 3 * 2 ** 30]) {
    const parts = Math.min(below, 12);
    const counts = new Array<number>(parts).fill(0);
    const values = Array.from({ length: 12_000 }, (_, index) => draws.integer(index, below));
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < below)).toBe(true);
    for (const value of values) counts[Math.floor((value * parts) / below)]!++;
    const wanted = 12_000 / parts;
    for (const count of counts) expect(Math.abs(count - wanted)).toBeLessThan(5 * Math.sqrt(wanted));
  }
});

test('a permutation holds every index once; each order of four is as likely', () => {
  const stream = randomStream(3, 'permutation');
  for (const count of [0, 1, 2, 3, 100, 5000])
    expect([...stream.at(count).permutation(count)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
  const counts = new Map<string, number>();
  for (let step = 0; step < 24_000; step++) {
    const order = stream.at(step).permutation(4).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  // Chi-square with 23 degrees of freedom: mean 23, deviation 6.8.
  expect([...counts.values()].reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(23 + 5 * 6.8);
});

test('bad seeds, steps, indices, counts and bounds are refused', () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) expect(() => randomStream(seed, 'a')).toThrow(/KD_E_RANDOM_SEED/);
  const stream = randomStream(2 ** 53 - 1, 'a');
  for (const step of [-1, 0.5, Number.NaN, 2 ** 32]) expect(() => stream.at(step)).toThrow(/KD_E_RANDOM_SEED/);
  const draws = stream.at(2 ** 32 - 1);
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 33]) {
    expect(() => draws.bits(bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.uniform(bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.uniforms(bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.normals(bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.permutation(bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.integer(0, bad)).toThrow(/KD_E_RANDOM_SEED/);
    expect(() => draws.integer(bad, 2)).toThrow(/KD_E_RANDOM_SEED/);
  }
  expect(() => draws.integer(0, 0)).toThrow(/KD_E_RANDOM_SEED/);
});
