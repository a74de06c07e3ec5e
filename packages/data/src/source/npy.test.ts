// NumPy files as a source, over files in memory.
import { memoryFiles, writeFileAtomic } from '@retort/files';
import { describe, expect, it } from 'vitest';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';
import { numpyFile, type numpyFiles } from '../../test/numpy-files.ts';

async function load(options: object) {
  const files = memoryFiles();
  for (const name of ['f4', 'f8', 'i8', 'u1', 'b1', 'scalar', 'npzCompressed'] as const satisfies (keyof typeof numpyFiles)[])
    await writeFileAtomic(files, `/${name}`, numpyFile(name));
  return (await choose('dataset', { id: 'npy', ...options }, files)).load();
}

const archive = { archive: '/npzCompressed', inputs: 'x_train', labels: 'y_train' };

describe('npy', () => {
  it('reads an archive, with a test part, a scale and a channel', async () => {
    const { shape, classes, train, test } = await load({ ...archive, testInputs: 'x_test', testLabels: 'y_test', scale: 2 });
    expect(shape).toEqual([2, 2, 1]);
    expect(classes).toEqual(['0', '1', '2']);
    expect([...train.inputs]).toEqual(Array.from({ length: 32 }, (_, index) => (index % 7) / 2));
    expect([...train.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(test!.size).toBe(3);
  });

  it('takes a shape and names of classes', async () => {
    expect(await load({ ...archive, shape: [4], classes: ['a', 'b', 'c'] })).toMatchObject({ shape: [4], classes: ['a', 'b', 'c'] });
  });

  it('refuses inputs and labels that do not belong together', async () => {
    expect(await failure(() => load({ inputs: '/f4', labels: '/b1' }))).toMatch(/KD_E_DATA_COUNT: \/b1.*Expected 2, one for each of \/f4.*Received 3/);
    expect(await failure(() => load({ ...archive, testInputs: 'x_train', testLabels: 'y_test' }))).toContain('KD_E_DATA_COUNT');
  });

  it('refuses arrays of the wrong rank', async () => {
    expect(await failure(() => load({ inputs: '/b1', labels: '/b1' }))).toMatch(/KD_E_DATA_SHAPE: \/b1: the inputs/);
    expect(await failure(() => load({ inputs: '/f4', labels: '/f4' }))).toMatch(/KD_E_DATA_SHAPE: \/f4: the labels/);
    expect(await failure(() => load({ inputs: '/scalar', labels: '/b1' }))).toContain('KD_E_DATA_SHAPE');
  });

  it('refuses labels that are no class, and a shape that does not fit', async () => {
    expect(await failure(() => load({ archive: '/npzCompressed', inputs: 'x_train', labels: 'y_train', classes: ['a', 'b'] }))).toMatch(
      /KD_E_DATA_LABEL: the label of sample 2 of npy/,
    );
    expect(await failure(() => load({ ...archive, shape: [5] }))).toContain('KD_E_DATA_SHAPE');
  });

  it('refuses a missing file, a missing array and half a test part', async () => {
    expect(await failure(() => load({ inputs: '/none', labels: '/b1' }))).toContain('KD_E_FILES_MISSING');
    expect(await failure(() => load({ ...archive, inputs: 'x' }))).toContain('KD_E_DATA_NPZ');
    expect(await failure(() => load({ ...archive, testInputs: 'x_test' }))).toMatch(/KD_E_OPTIONS_INVALID.*go together/);
  });
});
