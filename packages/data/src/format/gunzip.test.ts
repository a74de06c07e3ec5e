// Unpacking: damage, lies about the length, caps.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { gunzip } from './gunzip.ts';

const text = new TextEncoder().encode('eight by eight pixels, '.repeat(1000));
const packed = Uint8Array.from(gzipSync(text));

describe('gunzip', () => {
  it('unpacks, and passes on what is not gzip', async () => {
    expect(await gunzip(packed, 'a.gz')).toEqual(text);
    const plain = Uint8Array.from([1, 2, 3]);
    expect(await gunzip(plain, 'a')).toBe(plain);
  });

  it('unpacks an empty file', async () => {
    expect(await gunzip(Uint8Array.from(gzipSync(new Uint8Array())), 'a.gz')).toHaveLength(0);
  });

  it('refuses a file cut anywhere', async () => {
    for (const length of [2, 10, 17, 18, 30, packed.length - 1]) {
      expect(await failure(() => gunzip(packed.slice(0, length), 'cut.gz'))).toMatch(/^KD_E_DATA_(GZIP|SIZE)/);
    }
  });

  it('refuses a flipped bit, in the data or in the checksum', async () => {
    for (const at of [packed.length >> 1, packed.length - 6]) {
      const flipped = packed.slice();
      flipped[at]! ^= 1;
      expect(await failure(() => gunzip(flipped, 'bad.gz'))).toMatch(/^KD_E_DATA_GZIP: bad\.gz/);
    }
  });

  it('checks the claimed length before it unpacks', async () => {
    expect(await failure(() => gunzip(packed, 'bomb.gz', 1000))).toMatch(/KD_E_DATA_SIZE.*at most 1000 bytes.*Received 23000 bytes/);
  });

  it('stops a file that unpacks to more than it claims', async () => {
    const lying = packed.slice();
    new DataView(lying.buffer).setUint32(lying.length - 4, 10, true);
    expect(await failure(() => gunzip(lying, 'liar.gz'))).toMatch(/KD_E_DATA_GZIP.*Expected 10 bytes.*Received more/);
  });
});
