// IDX files as a source, over files in memory.
import { gzipSync } from 'node:zlib';
import { memoryFiles, writeFileAtomic } from '@retort/files';
import { beforeEach, describe, expect, it } from 'vitest';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';
import { idxBytes } from '../../test/idx-bytes.ts';

let files = memoryFiles();
beforeEach(async () => {
  files = memoryFiles();
  await writeFileAtomic(files, '/d/images', idxBytes([3, 1, 2], [0, 255, 51, 102, 0, 0]));
  await writeFileAtomic(files, '/d/labels', idxBytes([3], [0, 1, 1]));
});

const load = async (options: object = {}) => (await choose('dataset', { id: 'idx', images: '/d/images', labels: '/d/labels', ...options }, files)).load();

describe('idx', () => {
  it('scales bytes to [0, 1] and adds a channel', async () => {
    const { shape, classes, train } = await load();
    expect(shape).toEqual([1, 2, 1]);
    expect(classes).toEqual(['0', '1']);
    expect(train.inputs).toEqual(Float32Array.of(0, 1, 0.2, 0.4, 0, 0));
    expect([...train.labels]).toEqual([0, 1, 1]);
  });

  it('gives the same for gzip files', async () => {
    const plain = await load();
    await writeFileAtomic(files, '/d/images', Uint8Array.from(gzipSync(idxBytes([3, 1, 2], [0, 255, 51, 102, 0, 0]))));
    expect((await load()).digest).toBe(plain.digest);
  });

  it('reads a test part and names of classes', async () => {
    const dataset = await load({ testImages: '/d/images', testLabels: '/d/labels', classes: ['cat', 'dog'], name: 'pets' });
    expect(dataset).toMatchObject({ name: 'pets', classes: ['cat', 'dog'], test: { size: 3 } });
    expect([...dataset.test!.ids]).toEqual([3, 4, 5]);
  });

  it('keeps the axes of other ranks', async () => {
    await writeFileAtomic(files, '/d/rows', idxBytes([3, 2], [1, 2, 3, 4, 5, 6]));
    await writeFileAtomic(files, '/d/colour', idxBytes([3, 1, 1, 2], [1, 2, 3, 4, 5, 6]));
    expect((await load({ images: '/d/rows' })).shape).toEqual([2]);
    expect((await load({ images: '/d/colour' })).shape).toEqual([1, 1, 2]);
  });

  it('refuses labels that do not belong to the images', async () => {
    await writeFileAtomic(files, '/d/labels', idxBytes([2], [0, 1]));
    expect(await failure(load)).toMatch(/KD_E_DATA_COUNT: \/d\/labels.*Expected 3, one for each image of \/d\/images.*Received 2/);
  });

  it('refuses swapped, missing and truncated files, naming the file', async () => {
    expect(await failure(() => load({ images: '/d/labels', labels: '/d/images' }))).toMatch(/KD_E_DATA_IDX: \/d\/labels/);
    expect(await failure(() => load({ images: '/d/none' }))).toMatch(/KD_E_FILES_MISSING.*\/d\/none/);
    await writeFileAtomic(files, '/d/images', idxBytes([3, 1, 2], [0, 255]));
    expect(await failure(load)).toMatch(/KD_E_DATA_TRUNCATED: \/d\/images.*22 bytes.*18 bytes/);
  });

  it('refuses a test part of another shape', async () => {
    await writeFileAtomic(files, '/d/tall', idxBytes([3, 2, 1], [1, 2, 3, 4, 5, 6]));
    expect(await failure(() => load({ testImages: '/d/tall', testLabels: '/d/labels' }))).toMatch(/KD_E_DATA_SHAPE.*\[1,2,1\].*\[2,1,1\]/);
  });

  it('refuses a label beyond the classes, a class without a sample, and a label that asks for too many classes', async () => {
    expect(await failure(() => load({ classes: ['only'] }))).toMatch(/KD_E_DATA_LABEL: the label of sample 1/);
    expect(await failure(() => load({ classes: ['a', 'b', 'c'] }))).toContain('KD_E_DATA_CLASS_EMPTY');
    await writeFileAtomic(files, '/d/labels', idxBytes([3], [0, 1, 200]));
    expect(await failure(load)).toMatch(/KD_E_DATA_LABEL: the label of sample 2.*at most 2.*Received 200/);
  });

  it('refuses options that are unknown or half given', async () => {
    expect(await failure(() => load({ imagse: 'x' }))).toContain('KD_E_OPTIONS_INVALID');
    expect(await failure(() => load({ testImages: '/d/images' }))).toMatch(/KD_E_OPTIONS_INVALID.*go together/);
  });
});
