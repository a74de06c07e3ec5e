// Files that NumPy wrote, and headers that it never would.
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { numpyFile } from '../../test/numpy-files.ts';
import { parseNpy } from './npy.ts';

/** A version 1 file with this header. */
function withHeader(header: string, body = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length & 255, text.length >> 8, ...text, ...new Array<number>(body).fill(0)]);
}

describe('parseNpy reads what NumPy writes', () => {
  it.each([
    ['f4', [2, 3], [0.5, -1.25, 3, 4, 5.5, -6]],
    ['f8', [2, 3], [0.5, -1.25, 3, 4, 5.5, -6]],
    ['version2', [2, 3], [0.5, -1.25, 3, 4, 5.5, -6]],
    ['i4', [2, 3], [1, -2, 3, 4, 5, -6]],
    ['i8', [3], [1, -2, 2 ** 40]],
    ['u1', [3], [0, 127, 255]],
    ['b1', [3], [1, 0, 1]],
    ['scalar', [], [3]],
  ] as const)('%s', (file, shape, values) => {
    const array = parseNpy(numpyFile(file), file);
    expect(array.shape).toEqual(shape);
    expect([...array.values]).toEqual(values);
  });
});

describe('parseNpy refuses', () => {
  it.each([
    ['fortran', 'Fortran order'],
    ['bigEndian', 'Received >f4'],
    ['pickled', 'Received |O'],
    ['huge', 'at most 2^53'],
  ] as const)('%s', async (file, words) => {
    const message = await failure(() => parseNpy(numpyFile(file), 'a.npy'));
    expect(message).toContain('KD_E_DATA_NPY');
    expect(message).toContain(words);
  });

  it('a file cut anywhere, naming the bytes', async () => {
    const file = numpyFile('f4');
    for (const length of [0, 9, 11, 100, 128, file.length - 1]) {
      expect(await failure(() => parseNpy(file.subarray(0, length), 'cut.npy'))).toContain(`Received ${length} bytes`);
    }
    expect(await failure(() => parseNpy(file.subarray(0, file.length - 1), 'cut.npy'))).toMatch(/KD_E_DATA_TRUNCATED.*Expected 152 bytes.*Received 151 bytes/);
  });

  it('a size that is capped before it is allocated', async () => {
    expect(await failure(() => parseNpy(withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 999999), }\n"), 'bomb.npy'))).toContain(
      'KD_E_DATA_SIZE',
    );
  });

  it.each([
    ['another magic', 'no header at all'],
    ['code', "{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (1,), }"],
    ['a missing key', "{'descr': '<f4', 'shape': (1,), }"],
    ['a key more', "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': '1'}"],
    ['a key twice', "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"],
    ['a negative size', "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }"],
    ['a size beyond exact integers', "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }"],
    ['an open bracket', "{'descr': '<f4', 'fortran_order': False, 'shape': (1,"],
    ['text after the end', "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } 1"],
    ['a record type', "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"],
    ['a prototype key', "{'__proto__': '<f4', 'fortran_order': False, 'shape': (1,), }"],
  ])('a header with %s', async (what, header) => {
    const file = what === 'another magic' ? new TextEncoder().encode(header) : withHeader(header, 4);
    expect(await failure(() => parseNpy(file, 'a.npy'))).toMatch(/^KD_E_DATA_NPY: a\.npy/);
  });
});
