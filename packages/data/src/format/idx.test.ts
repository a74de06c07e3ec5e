// IDX files, whole, cut and wrong.
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { idxBytes } from '../../test/idx-bytes.ts';
import { parseIdx } from './idx.ts';

const images = { min: 2, max: 4 };
const labels = { min: 1, max: 1 };

describe('parseIdx', () => {
  it('reads the sizes and the bytes', () => {
    const { shape, values } = parseIdx(idxBytes([2, 1, 3], [1, 2, 3, 4, 5, 255]), images, 'x.idx');
    expect(shape).toEqual([2, 1, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it('reads a view that does not begin at the start of its buffer', () => {
    const file = idxBytes([2], [7, 9]);
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect([...parseIdx(padded.subarray(3), labels, 'y.idx').values]).toEqual([7, 9]);
  });

  it('says how many bytes a truncated file lacks, wherever it was cut', async () => {
    const file = idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    for (let length = 0; length < file.length; length += 1) {
      const message = await failure(() => parseIdx(file.subarray(0, length), images, 'cut.idx'));
      expect(message).toMatch(/^KD_E_DATA_TRUNCATED: cut\.idx/);
      expect(message).toContain(`Received ${length} bytes`);
    }
    expect(await failure(() => parseIdx(file.subarray(0, 20), images, 'cut.idx'))).toContain('Expected 24 bytes');
  });

  it('refuses bytes after the end', async () => {
    expect(await failure(() => parseIdx(new Uint8Array([...idxBytes([1], [3]), 0]), labels, 'y.idx'))).toMatch(
      /KD_E_DATA_TRUNCATED.*Expected 9 bytes.*Received 10 bytes/,
    );
  });

  it.each([
    ['labels where images are expected', idxBytes([2], [0, 1]), images],
    ['images where labels are expected', idxBytes([1, 1, 1], [0]), labels],
    ['another type of number', new Uint8Array([0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0]), labels],
    ['no IDX file', new TextEncoder().encode('<html>404</html>'), images],
  ])('refuses %s', async (_, file, ranks) => {
    expect(await failure(() => parseIdx(file, ranks, 'f.idx'))).toMatch(/^KD_E_DATA_IDX: f\.idx: the magic number/);
  });

  it('names the magic number that it met', async () => {
    expect(await failure(() => parseIdx(idxBytes([2], [0, 1]), images, 'f.idx'))).toContain('Received 00 00 08 01');
  });

  it('refuses an axis of size 0', async () => {
    expect(await failure(() => parseIdx(idxBytes([0, 2], []), images, 'f.idx'))).toContain('KD_E_DATA_IDX');
  });

  it('caps the size that a header claims before anything is allocated', async () => {
    expect(await failure(() => parseIdx(idxBytes([0xffffffff, 0xffffffff, 0xffffffff], []), images, 'bomb.idx'))).toContain('KD_E_DATA_SIZE');
  });
});
