// Pairs of one class: the layout, who is drawn how often, seeking, and what is refused.
import type { Samples } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { fewSamples, readBatches } from '../../test/read-batches.ts';
import { noise } from '../augment/noise.ts';
import { type BatchLoaderOptions, batchLoader } from './batch-loader.ts';

const base: BatchLoaderOptions = {
  shape: [2, 2, 1],
  classes: 3,
  batch: 4,
  lastBatch: 'keep',
  sampler: 'class-pairs',
  shuffle: randomStream(1, 'data/shuffle'),
  random: randomStream(1, 'data/augment'),
};

/** Eleven samples, class 0 of six, class 1 of four, class 2 of one: the last. */
function labelled(): Samples {
  return { ...fewSamples(), labels: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 2) };
}

const read = (change: Partial<BatchLoaderOptions> = {}, epoch = 0, step = 0, table = labelled()) =>
  readBatches(batchLoader(table, { ...base, ...change }), epoch, step);

describe('class pairs', () => {
  it('pair each sample, once an epoch, with another of its class, and a single one with itself', async () => {
    for (let epoch = 0; epoch < 5; epoch += 1) {
      const batches = await read({}, epoch);
      expect(batches.map(({ ids }) => ids.length)).toEqual([4, 4, 4, 4, 4, 2]);
      const first: number[] = [];
      for (const { ids, labels, inputs, targets } of batches) {
        const half = ids.length / 2;
        first.push(...ids.slice(0, half));
        expect(labels.slice(half)).toEqual(labels.slice(0, half));
        expect(targets.slice(3 * half)).toEqual(targets.slice(0, 3 * half));
        ids.forEach((id, row) => void expect(inputs[row * 4]).toBe((id - 100) * 4));
        for (let row = 0; row < half; row += 1) expect(ids[half + row] === ids[row]).toBe(ids[row] === 110);
      }
      expect(first.toSorted()).toEqual([...labelled().ids]);
      expect(first).toEqual([...randomStream(1, 'data/shuffle').at(epoch).permutation(11)].map((row) => 100 + row));
    }
  });

  it('draw every other sample of the class as often as any', async () => {
    const counts = new Map<number, number>();
    for (let epoch = 0; epoch < 1000; epoch += 1) {
      for (const { ids } of await read({ batch: 22 }, epoch)) {
        const partner = ids[11 + ids.indexOf(102)]!;
        counts.set(partner, (counts.get(partner) ?? 0) + 1);
      }
    }
    // Five others, 200 each on average, standard deviation 12.6.
    expect([...counts.keys()].toSorted()).toEqual([100, 104, 106, 108, 109]);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(5 * 12.6);
  });

  it('begin at any step as if they had been read to there', async () => {
    for (const options of [{}, { lastBatch: 'drop' as const }, { augment: [noise()] }]) {
      const whole = await read(options, 3);
      for (let step = 0; step <= whole.length; step += 1) expect(await read(options, 3, step)).toEqual(whole.slice(step));
    }
  });

  it('differ by epoch, step and seed', async () => {
    const partners = async (epoch: number, seed: number) => (await read({ shuffle: randomStream(seed, 'data/shuffle') }, epoch)).map(({ ids }) => ids.join());
    expect(await partners(0, 1)).toEqual(await partners(0, 1));
    expect(await partners(1, 1)).not.toEqual(await partners(0, 1));
    expect(await partners(0, 2)).not.toEqual(await partners(0, 1));
  });

  it('drop an incomplete last batch where they are told to', async () => {
    expect(batchLoader(labelled(), { ...base, lastBatch: 'drop' }).stepsPerEpoch).toBe(5);
    expect(await failure(() => read({ lastBatch: 'drop', batch: 24 }))).toMatch(/KD_E_DATA_BATCH.*at least 12 samples.*dropped.*Received 11/);
  });

  it('are named in the view', async () => {
    expect((await read({ augment: [noise()] }))[0]!.view).toBe('noise(std=0.1) data/augment@1 epoch 0 of class pairs of data/shuffle@1 by 4 keep');
  });

  it('refuse an odd batch, samples without a label, and no stream', async () => {
    expect(await failure(() => read({ batch: 5 }))).toMatch(/KD_E_DATA_BATCH.*an even number.*Received 5/);
    expect(await failure(() => read({}, 0, 0, fewSamples()))).toMatch(/KD_E_DATA_BATCH.*a label for every sample.*1 of 11 without/);
    expect(await failure(() => read({ shuffle: undefined }))).toMatch(/KD_E_DATA_BATCH.*shuffle/);
  });
});

it('`shuffled` is what there is without a sampler', async () => {
  expect(await read({ sampler: 'shuffled', augment: [noise()] })).toEqual(await read({ sampler: undefined, augment: [noise()] }));
});
