// Known answers of the Random123 distribution (kat_vectors, philox 4x32 10), and blocks against single calls.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { philox } from './philox.ts';
import { streamHash } from './stream-hash.ts';

const vectors = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

test.each(vectors)('the published words of counter $counter', ({ counter: [block, c1, c2, c3], key: [key0, key1], words }) => {
  const out = new Uint32Array(4);
  philox(out, { block, c1, c2, c3 }, key0, key1);
  expect([...out]).toEqual(words);
});

/** The rounds in exact integers, straight from the paper. */
function exact(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [x0, x1, x2, x3] = counter as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key as [bigint, bigint];
  const word = 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * x0;
    const p2 = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(p2 >> 32n) ^ x1 ^ k0, p2 & word, (p0 >> 32n) ^ x3 ^ k1, p0 & word];
    k0 = (k0 + 0x9e3779b9n) & word;
    k1 = (k1 + 0xbb67ae85n) & word;
  }
  return [x0, x1, x2, x3];
}

test('any counter and key agree with exact integer arithmetic', () => {
  const word = fc.nat({ max: 0xffffffff });
  fc.assert(
    fc.property(word, word, word, word, word, word, (block, c1, c2, c3, key0, key1) => {
      const out = new Uint32Array(4);
      philox(out, { block, c1, c2, c3 }, key0, key1);
      expect([...out].map(BigInt)).toEqual(exact([block, c1, c2, c3].map(BigInt), [key0, key1].map(BigInt)));
    }),
  );
});

test('a run of blocks is the blocks one by one, whatever its length', () => {
  for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 61]) {
    const run = new Uint32Array(length);
    philox(run, { block: 0xfffffffe, c1: 1, c2: 2, c3: 3 }, 4, 5);
    const single = new Uint32Array(4);
    for (let at = 0; at < length; at++) {
      philox(single, { block: 0xfffffffe + (at >> 2), c1: 1, c2: 2, c3: 3 }, 4, 5);
      expect(run[at]).toBe(single[at & 3]);
    }
  }
});

test('the stream hash is FNV-1a 64', () => {
  expect(streamHash('')).toEqual([0x84222325, 0xcbf29ce4]);
  expect(streamHash('a')).toEqual([0x8601ec8c, 0xaf63dc4c]);
  expect(streamHash('foobar')).toEqual([0xf73967e8, 0x85944171]);
});
