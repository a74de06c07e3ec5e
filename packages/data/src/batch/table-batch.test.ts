// Batches of a table on the device have the numbers of batches made on the host, make their tensors when they are read, and leave nothing.
import { liveCount, randomStream, scope } from '@retort/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { fewSamples, readBatches } from '../../test/read-batches.ts';
import { noise } from '../augment/noise.ts';
import { type BatchLoaderOptions, batchLoader } from './batch-loader.ts';
import { disposeBatch, tableRows } from './table-batch.ts';

const base: BatchLoaderOptions = { shape: [2, 2, 1], classes: 3, batch: 4, lastBatch: 'keep', shuffle: randomStream(1, 'data/shuffle') };
const firstOf = async (options: BatchLoaderOptions) => {
  const loader = batchLoader(fewSamples(), options);
  const { value } = await loader.epoch(0)[Symbol.asyncIterator]().next();
  return { loader, batch: value! };
};

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});

describe('batches of a table on the device', () => {
  it.each<[string, Partial<BatchLoaderOptions>]>([
    ['shuffled', {}],
    ['in order', { shuffle: undefined }],
    ['dropping', { lastBatch: 'drop' }],
    ['of class pairs', { sampler: 'class-pairs' }],
  ])('are those that the host makes, from any step on: %s', async (_, change) => {
    const samples = fewSamples();
    const known = { ...samples, labels: samples.labels.map((label) => Math.max(0, label)) };
    const options = { ...base, ...change };
    for (const epoch of [0, 2]) {
      const onHost = await readBatches(batchLoader(known, options), epoch);
      const loader = batchLoader(known, { ...options, onDevice: true });
      expect(await readBatches(loader, epoch)).toEqual(onHost);
      expect(await readBatches(loader, epoch, 1)).toEqual(onHost.slice(1));
      loader.dispose();
    }
    expect(liveCount()).toEqual(before);
  });

  it('know an absent label', async () => {
    const loader = batchLoader(fewSamples(), { ...base, shuffle: undefined, onDevice: true });
    const [, second] = await readBatches(loader);
    expect([second!.labels, second!.labelled, second!.targets.slice(3, 6)]).toEqual([
      [1, -1, 0, 1],
      [1, 0, 1, 1],
      [0, 0, 0],
    ]);
    loader.dispose();
  });

  it('hold their rows alone until somebody reads; what was made within a scope outlives it', async () => {
    const { loader, batch } = await firstOf({ ...base, onDevice: true });
    const held = liveCount().tensors;
    expect(tableRows(batch)!.rows.shape).toEqual([4]);
    expect(liveCount().tensors).toBe(held);
    scope(() => void batch.inputs);
    const { inputs } = batch;
    expect(inputs.isDisposed).toBe(false);
    expect(batch.inputs).toBe(inputs);
    expect(liveCount().tensors).toBe(held + 4);
    disposeBatch(batch);
    expect(liveCount().tensors).toBe(held - 1);
    loader.dispose();
    expect(liveCount()).toEqual(before);
  });

  it('made into other batches are of no table', async () => {
    const { loader, batch } = await firstOf({ ...base, onDevice: true });
    expect(tableRows({ ...batch })).toBeUndefined();
    disposeBatch(batch);
    loader.dispose();
    expect(liveCount()).toEqual(before);
  });

  it('are not made where rows change on the host, or are too many', async () => {
    const { batch } = await firstOf({ ...base, onDevice: true, augment: [noise()], random: randomStream(1, 'data/augment') });
    expect(tableRows(batch)).toBeUndefined();
    disposeBatch(batch);
    const width = 2 ** 23;
    const large = { size: 3, inputs: new Float32Array(3 * width), labels: new Int32Array(3), ids: Int32Array.of(1, 2, 3) };
    for await (const one of batchLoader(large, { ...base, shape: [width], batch: 1, onDevice: true }).epoch(0)) {
      expect(tableRows(one)).toBeUndefined();
      disposeBatch(one);
      break;
    }
    expect(liveCount()).toEqual(before);
  });
});
