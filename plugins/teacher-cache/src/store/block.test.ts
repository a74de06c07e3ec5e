// Blocks as they stand in a segment: found again, and not seen from the first byte on that is missing or wrong.
import { randomStream } from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import { encodeBlock, type NewRow, scanBlocks, spaceOf } from './block.ts';

const shape = { tag: '0123456789abcdef', rowBytes: 6 };
const VIEW = 'fedcba9876543210';
const bits = randomStream(1, 'blocks');

const rowOf = (number: number): NewRow => {
  const draws = bits.at(number);
  const bytes = Uint8Array.from({ length: 22 }, (_, index) => draws.bits(index) & 0xff);
  return { key: Buffer.from(bytes.subarray(0, 16)).toString('latin1'), bytes: bytes.subarray(16) };
};
const blocks = [2, 3, 1].map((count, place) =>
  encodeBlock(
    shape,
    VIEW,
    Array.from({ length: count }, (_, row) => rowOf(10 * place + row)),
  ),
);
const segment = Buffer.concat(blocks.map(({ bytes }) => bytes));

const scan = (bytes: Uint8Array, other: Partial<typeof shape> = {}) =>
  scanBlocks(async (position, length) => bytes.subarray(position, position + length), bytes.length, { ...shape, ...other });

test('are found with their keys, places and views', async () => {
  const found = await scan(segment);
  expect(found.map(({ rows, view }) => [rows.length, view])).toEqual([2, 3, 1].map((count) => [count, VIEW]));
  for (const [place, { rows }] of found.entries())
    for (const [row, { key, offset }] of rows.entries()) {
      const expected = rowOf(10 * place + row);
      expect(key).toBe(expected.key);
      expect(segment.subarray(offset, offset + 6)).toEqual(Buffer.from(expected.bytes));
    }
  expect(found.at(-1)!.end).toBe(segment.length);
  expect(segment.length).toBe(6 * spaceOf(6) + 3 * 32);
});

test('cut anywhere, exactly the whole blocks are seen', async () => {
  const ends = (await scan(segment)).map(({ end }) => end);
  for (let size = 0; size <= segment.length; size += 1) {
    const found = await scan(segment.subarray(0, size));
    expect(found.map(({ end }) => end)).toEqual(ends.filter((end) => end <= size));
  }
});

test('with zeros where a power loss left none, or rubbish behind the end, the blocks before are seen', async () => {
  const ends = (await scan(segment)).map(({ end }) => end);
  for (const tail of [Buffer.alloc(100), Buffer.alloc(100, 0xff), Buffer.from('RTC1'), blocks[0]!.bytes.subarray(0, 40)])
    expect((await scan(Buffer.concat([segment, tail]))).map(({ end }) => end)).toEqual(ends);
});

describe('a changed bit', () => {
  const heads = blocks.map(({ block }, place) => ({
    start: blocks.slice(0, place).reduce((sum, { bytes }) => sum + bytes.length, 0),
    head: block.rows[0]!.offset,
  }));

  test('before the rows of a block hides it and what follows, never what stands before', async () => {
    for (const [place, { start, head }] of heads.entries())
      for (let at = 0; at < head; at += 1) {
        const changed = Buffer.from(segment);
        changed[start + at]! ^= 1 << (at % 8);
        expect(await scan(changed), `byte ${at} of block ${place}`).toHaveLength(place);
      }
  });

  test('in the rows hides nothing here: the CRC-32 of the row tells whoever reads it', async () => {
    const changed = Buffer.from(segment);
    changed[heads[1]!.start + heads[1]!.head]! ^= 1;
    expect(await scan(changed)).toEqual(await scan(segment));
  });
});

test('of another store or of rows of another size are not seen', async () => {
  expect(await scan(segment, { tag: '0123456789abcdee' })).toEqual([]);
  expect(await scan(segment, { rowBytes: 7 })).toEqual([]);
});
