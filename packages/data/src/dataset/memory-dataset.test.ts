// The checks that every source ends in, and the digest.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { type MemoryDatasetOptions, memoryDataset } from './memory-dataset.ts';

const good: MemoryDatasetOptions = { shape: [2], classes: ['a', 'b'], inputs: [1, 2, 3, 4, 5, 6], labels: [0, 1, 0], test: { inputs: [7, 8], labels: [1] } };
const refused = (change: Partial<MemoryDatasetOptions>) => failure(() => memoryDataset({ ...good, ...change }));

describe('memoryDataset', () => {
  it('keeps inputs and labels, and numbers the samples, train then test', async () => {
    const dataset = await memoryDataset(good);
    expect(dataset).toMatchObject({ name: 'memory', shape: [2], classes: ['a', 'b'] });
    expect(dataset.train).toEqual({ size: 3, inputs: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(0, 1, 0), ids: Int32Array.of(0, 1, 2) });
    expect(dataset.test).toEqual({ size: 1, inputs: Float32Array.of(7, 8), labels: Int32Array.of(1), ids: Int32Array.of(3) });
  });

  it('shares a Float32Array instead of copying it', async () => {
    const inputs = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect((await memoryDataset({ ...good, inputs })).train.inputs).toBe(inputs);
  });

  it('names classes by number where only their number is given', async () => {
    expect((await memoryDataset({ ...good, classes: 2 })).classes).toEqual(['0', '1']);
  });

  it('takes -1 as no label in training, not in testing', async () => {
    expect([...(await memoryDataset({ ...good, labels: [0, 1, -1] })).train.labels]).toEqual([0, 1, -1]);
    expect(await refused({ test: { inputs: [7, 8], labels: [-1] } })).toMatch(/KD_E_DATA_LABEL: the label of sample 0 of the test part.*Received -1/);
  });
});

describe('the digest', () => {
  const hex = (array: Float32Array | Int32Array) => createHash('sha256').update(new Uint8Array(array.buffer)).digest('hex');

  it('is SHA-256 over shape, classes, labels and inputs', async () => {
    const { shape, classes, inputs, labels } = good;
    const { digest } = await memoryDataset({ shape, classes, inputs, labels });
    const text = JSON.stringify({
      shape: [2],
      classes: ['a', 'b'],
      parts: [{ size: 3, labels: hex(Int32Array.of(0, 1, 0)), inputs: hex(Float32Array.of(1, 2, 3, 4, 5, 6)) }],
    });
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('changes with anything that changes a run, and with nothing else', async () => {
    const { digest } = await memoryDataset(good);
    expect((await memoryDataset({ ...good, name: 'other', attribution: 'someone' })).digest).toBe(digest);
    const changes: Partial<MemoryDatasetOptions>[] = [
      { inputs: [1, 2, 3, 4, 5, 6.5] },
      { labels: [0, 1, 1] },
      { classes: ['a', 'c'] },
      { shape: [2, 1] },
      { test: { inputs: [7, 9], labels: [1] } },
      { test: { inputs: [7, 8], labels: [0] } },
    ];
    for (const change of changes) expect((await memoryDataset({ ...good, ...change })).digest).not.toBe(digest);
  });
});

describe('bad data', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])('%f is refused by sample and column', async (bad) => {
    expect(await refused({ inputs: [1, 2, 3, 4, 5, bad] })).toMatch(
      new RegExp(`^KD_E_DATA_NAN: sample 2, column 1 of memory.*Received ${String(bad).replace('+', '\\+')}`),
    );
  });

  it.each([2, -2, 0.5, Number.NaN])('label %f is refused by sample and value', async (bad) => {
    expect(await refused({ labels: [0, bad, 1] })).toMatch(new RegExp(`^KD_E_DATA_LABEL: the label of sample 1 of memory.*from 0 to 1.*Received ${bad}`));
  });

  it('a class without a sample', async () => {
    expect(await refused({ classes: ['a', 'b', 'c', 'd'] })).toMatch(/KD_E_DATA_CLASS_EMPTY.*none of "c", "d"/);
  });

  it('classes named twice, without a name, or none', async () => {
    expect(await refused({ classes: ['a', 'a'] })).toMatch(/KD_E_DATA_CLASSES.*"a" twice/);
    expect(await refused({ classes: ['a', ''] })).toContain('KD_E_DATA_CLASSES');
    expect(await refused({ classes: [] })).toContain('KD_E_DATA_CLASSES');
    expect(await refused({ classes: 0 })).toContain('KD_E_DATA_CLASSES');
    expect(await refused({ classes: 1.5 })).toContain('KD_E_DATA_CLASSES');
  });

  it('counts that do not meet', async () => {
    expect(await refused({ inputs: [1, 2, 3, 4] })).toMatch(/KD_E_DATA_SHAPE.*3 samples of 2 numbers: 6.*Received 4/);
    expect(await refused({ inputs: [], labels: [] })).toMatch(/KD_E_DATA_COUNT.*at least one sample/);
  });

  it.each([[[]], [[0]], [[2.5]], [[-1]]])('shape %j', async (shape) => {
    expect(await refused({ shape })).toContain('KD_E_DATA_SHAPE');
  });

  it('more than fits, before it is allocated', async () => {
    expect(await refused({ shape: [2 ** 20, 2 ** 20] })).toContain('KD_E_DATA_SIZE');
    expect(await refused({ shape: [2 ** 27] })).toMatch(/KD_E_DATA_SIZE.*Received 402653184 values/);
  });
});
