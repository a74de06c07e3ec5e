// Archives that NumPy wrote, damaged ones and bombs.
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { numpyFile } from '../../test/numpy-files.ts';
import { parseNpy } from './npy.ts';
import { readNpz } from './npz.ts';

describe('readNpz', () => {
  it.each(['npzCompressed', 'npzStored'] as const)('reads %s of NumPy', (file) => {
    const entries = readNpz(numpyFile(file), ['x_train', 'y_train'], file);
    expect([...parseNpy(entries.get('y_train')!, 'y').values]).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(parseNpy(entries.get('x_train')!, 'x').shape).toEqual([8, 2, 2]);
  });

  it('suggests the name of an array that is there', async () => {
    expect(await failure(() => readNpz(numpyFile('npzCompressed'), ['x_trian'], 'a.npz'))).toMatch(
      /KD_E_DATA_NPZ: a\.npz: the array "x_trian".*did you mean "x_train"/,
    );
    for (const name of ['__proto__', 'constructor']) expect(await failure(() => readNpz(numpyFile('npzStored'), [name], 'a.npz'))).toContain('KD_E_DATA_NPZ');
  });

  it('refuses what is no archive, and a damaged one', async () => {
    expect(await failure(() => readNpz(new TextEncoder().encode('not a zip archive, but long enough'), ['x'], 'a.npz'))).toContain('KD_E_DATA_NPZ');
    const cut = numpyFile('npzCompressed').subarray(0, 300);
    expect(await failure(() => readNpz(cut, ['x_train'], 'a.npz'))).toContain('KD_E_DATA_NPZ');
  });

  it('caps an entry before it is unpacked', async () => {
    const archive = zipSync({ 'x.npy': new Uint8Array(100) });
    // The size in the central directory, 24 bytes into its entry.
    const view = new DataView(archive.buffer, archive.byteOffset);
    const directory = view.getUint32(archive.length - 6, true);
    view.setUint32(directory + 24, 0x7fffffff, true);
    expect(await failure(() => readNpz(archive, ['x'], 'bomb.npz'))).toMatch(/KD_E_DATA_SIZE: x\.npy of bomb\.npz.*Received 2147483647 bytes/);
  });

  it('does not unpack what was not asked for', () => {
    const archive = zipSync({ 'x.npy': new Uint8Array(4), 'bomb.npy': new Uint8Array(100) });
    const view = new DataView(archive.buffer, archive.byteOffset);
    const directory = view.getUint32(archive.length - 6, true);
    view.setUint32(directory + 46 + 5 + 24, 0x7fffffff, true);
    expect(readNpz(archive, ['x'], 'a.npz').get('x')).toHaveLength(4);
  });
});
