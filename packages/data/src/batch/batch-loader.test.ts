// Contents, order, seeking, augmentation draws, leaks and refusals of the loader.
import type { Augmentation, Batch } from '@retort/kernel';
import { liveCount, randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { fewSamples, readBatches, toHost } from '../../test/read-batches.ts';
import { mixup } from '../augment/mixup.ts';
import { noise } from '../augment/noise.ts';
import { rotations } from '../augment/rotations.ts';
import { shift } from '../augment/shift.ts';
import { twoViews } from '../augment/two-views.ts';
import { digits } from '../source/digits.ts';
import { openData } from '../split/open-data.ts';
import { type BatchLoaderOptions, batchLoader, evaluationBatches } from './batch-loader.ts';
import { disposeBatch } from './table-batch.ts';

const SHAPE = [2, 2, 1];

const base: BatchLoaderOptions = { shape: SHAPE, classes: 3, batch: 4, lastBatch: 'keep' };
const shuffled = (seed = 1): Partial<BatchLoaderOptions> => ({ shuffle: randomStream(seed, 'data/shuffle') });
const augmented: BatchLoaderOptions = { ...base, ...shuffled(), random: randomStream(1, 'data/augment'), augment: [shift(), noise(), mixup()] };

it('gives the sizes that the README prints', async () => {
  const { shape, transfer } = openData(await digits(), { source: 'digits', test: 500, validation: 0, labels: 100, fraction: 1 }, 1);
  expect(transfer.size % 128).toBe(17);
  expect(batchLoader(transfer, { shape, classes: 10, batch: 128, lastBatch: 'keep' }).stepsPerEpoch).toBe(11);
});

describe('a batch', () => {
  it('has the contents, types and shapes of the contract', async () => {
    const batches = batchLoader(fewSamples(), base).epoch(0)[Symbol.asyncIterator]();
    const batch: Batch = (await batches.next()).value;
    expect([batch.inputs.shape, batch.labels.shape, batch.targets.shape, batch.labelled.shape]).toEqual([[4, 2, 2, 1], [4], [4, 3], [4]]);
    expect([batch.inputs.dtype, batch.labels.dtype, batch.targets.dtype, batch.labelled.dtype]).toEqual(['float32', 'int32', 'float32', 'float32']);
    expect(batch.ids).toEqual(Int32Array.of(100, 101, 102, 103));
    expect([batch.size, batch.view]).toEqual([4, 'none']);
    disposeBatch(batch);
    await batches.return?.();
  });

  it('has one-hot targets, and a zero row where the label is absent', async () => {
    const second = (await readBatches(batchLoader(fewSamples(), base)))[1]!;
    expect(second.ids).toEqual([104, 105, 106, 107]);
    expect(second.labels).toEqual([1, -1, 0, 1]);
    expect(second.labelled).toEqual([1, 0, 1, 1]);
    expect(second.targets).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(second.inputs).toEqual(Array.from({ length: 16 }, (_, index) => 16 + index));
  });

  it('owns its numbers: writing to them does not reach the samples', async () => {
    const table = fewSamples();
    for (const options of [base, { ...base, ...shuffled() }]) {
      for await (const batch of batchLoader(table, options).epoch(0)) {
        (await batch.inputs.data()).fill(-1);
        disposeBatch(batch);
      }
    }
    expect(table.inputs).toEqual(fewSamples().inputs);
  });
});

describe('an epoch', () => {
  it('keeps or drops the last batch as told', async () => {
    const kept = batchLoader(fewSamples(), base);
    expect([kept.stepsPerEpoch, kept.samples]).toEqual([3, 11]);
    expect((await readBatches(kept)).map(({ ids }) => ids.length)).toEqual([4, 4, 3]);
    const dropped = batchLoader(fewSamples(), { ...base, lastBatch: 'drop' });
    expect([dropped.stepsPerEpoch, dropped.samples]).toEqual([2, 11]);
    expect((await readBatches(dropped)).map(({ ids }) => ids.length)).toEqual([4, 4]);
  });

  it('has a whole last batch where the samples fill it', async () => {
    for (const lastBatch of ['keep', 'drop'] as const) expect(batchLoader(fewSamples(12), { ...base, lastBatch }).stepsPerEpoch).toBe(3);
  });

  it('is one smaller batch where there are fewer samples than a batch', async () => {
    expect((await readBatches(batchLoader(fewSamples(3), { ...base, batch: 100 }))).map(({ ids }) => ids.length)).toEqual([3]);
  });

  it('shows every sample once, in a new order each time', async () => {
    const loader = batchLoader(fewSamples(), { ...base, ...shuffled() });
    const orders = [];
    for (let epoch = 0; epoch < 3; epoch += 1) {
      const batches = await readBatches(loader, epoch);
      const ids = batches.flatMap((batch) => batch.ids);
      expect(ids.toSorted()).toEqual([...fewSamples().ids]);
      for (const batch of batches) batch.ids.forEach((id, row) => void expect(batch.inputs[row * 4]).toBe((id - 100) * 4));
      orders.push(ids.join());
    }
    expect(new Set(orders).size).toBe(3);
    expect((await readBatches(loader, 1)).flatMap((batch) => batch.ids).join()).toBe(orders[1]);
  });

  it('follows the permutation of the stream at that epoch', async () => {
    const order = randomStream(1, 'data/shuffle').at(4).permutation(11);
    const ids = (await readBatches(batchLoader(fewSamples(), { ...base, ...shuffled() }), 4)).flatMap((batch) => batch.ids);
    expect(ids).toEqual([...order].map((row) => 100 + row));
  });

  it('differs by seed', async () => {
    const [one, two] = await Promise.all([1, 2].map((seed) => readBatches(batchLoader(fewSamples(), { ...base, ...shuffled(seed) }))));
    expect(one).not.toEqual(two);
  });

  it.each([
    ['in order', base],
    ['shuffled', { ...base, ...shuffled() }],
    ['dropping', { ...base, ...shuffled(), lastBatch: 'drop' as const }],
    ['augmented', augmented],
  ])('begins at any step as if it had been read to there: %s', async (_, options) => {
    for (const epoch of [0, 3]) {
      const whole = await readBatches(batchLoader(fewSamples(), options), epoch);
      for (let step = 0; step <= whole.length; step += 1) {
        expect(await readBatches(batchLoader(fewSamples(), options), epoch, step)).toEqual(whole.slice(step));
      }
    }
  });

  it('can be read beside another', async () => {
    const loader = batchLoader(fewSamples(), augmented);
    const [zero, one] = [await readBatches(loader, 0), await readBatches(loader, 1)];
    const iterators = [0, 1].map((epoch) => loader.epoch(epoch)[Symbol.asyncIterator]());
    for (let step = 0; step < 3; step += 1) {
      expect(await toHost((await iterators[0]!.next()).value)).toEqual(zero[step]);
      expect(await toHost((await iterators[1]!.next()).value)).toEqual(one[step]);
    }
  });
});

describe('augmentation', () => {
  it('of a sample does not depend on its batch', async () => {
    const options = { ...augmented, augment: [shift(), noise()] };
    const byId = async (change: Partial<BatchLoaderOptions>) =>
      new Map(
        (await readBatches(batchLoader(fewSamples(), { ...options, ...change }), 2)).flatMap((batch) =>
          batch.ids.map((id, row) => [id, batch.inputs.slice(row * 4, row * 4 + 4)]),
        ),
      );
    const first = await byId({});
    expect(await byId({ batch: 3 })).toEqual(first);
    expect((await byId({ shuffle: undefined })).get(107)).toEqual(first.get(107));
    expect((await byId(shuffled(9))).get(107)).toEqual(first.get(107));
    expect((await byId({ random: randomStream(2, 'data/augment') })).get(107)).not.toEqual(first.get(107));
  });

  it('differs from epoch to epoch, and between two of the same kind in one list', async () => {
    const loader = batchLoader(fewSamples(), { ...augmented, shuffle: undefined, augment: [noise()] });
    expect((await readBatches(loader, 0))[0]!.inputs).not.toEqual((await readBatches(loader, 1))[0]!.inputs);
    const drawn: number[] = [];
    const spy: Augmentation = { view: 'spy', apply: (batch) => void drawn.push(batch.uniform(0, 0), batch.normal(0, 0)) };
    await readBatches(batchLoader(fewSamples(4), { ...augmented, augment: [spy, spy] }));
    expect(new Set(drawn.slice(-4)).size).toBe(4);
  });

  it('has draws that follow the sample: any order, any draw, any number of times', async () => {
    const seen = new Map<number, readonly number[]>();
    const draws = [3, 0, 1, 9, 700, 2, 3];
    const spy: Augmentation = {
      view: 'spy',
      apply(batch) {
        for (let sample = 0; sample < batch.size; sample += 1) {
          const id = 100 + batch.inputs[sample * 4]! / 4;
          const numbers = draws.flatMap((draw) => [batch.uniform(sample, draw), batch.normal(sample, draw)]);
          if (seen.has(id)) expect(numbers).toEqual(seen.get(id));
          seen.set(id, numbers);
          expect(numbers.slice(0, 2)).toEqual(numbers.slice(-2));
          // Draws are those of step `id` of the stream.
          const stream = randomStream(1, 'data/augment').child('0/0').at(id);
          expect(numbers[0]).toBe(stream.uniform(3));
          expect(numbers[9]).toBe(stream.normals(701)[700]);
        }
      },
    };
    await readBatches(batchLoader(fewSamples(), { ...augmented, augment: [spy] }));
    await readBatches(batchLoader(fewSamples(), { ...augmented, augment: [spy], batch: 2, shuffle: undefined }));
    expect(seen.size).toBe(11);
  });

  it('is named in the view with all that the inputs depend on', async () => {
    const view = async (change: Partial<BatchLoaderOptions>, epoch = 0) =>
      (await readBatches(batchLoader(fewSamples(), { ...augmented, ...change }), epoch))[0]!.view;
    const first = await view({});
    expect(first).toBe('shift(pixels=1,fill=0)+noise(std=0.1)+mixup(alpha=0.2) data/augment@1 epoch 0 of data/shuffle@1 by 4 keep');
    expect(await view({})).toBe(first);
    const others = [
      await view({}, 1),
      await view(shuffled(2)),
      await view({ shuffle: undefined }),
      await view({ batch: 5 }),
      await view({ random: randomStream(2, 'data/augment') }),
    ];
    others.push(await view({ augment: [shift({ pixels: 1 })] }), await view({ lastBatch: 'drop' }));
    expect(new Set([first, ...others]).size).toBe(8);
    expect(await view({ augment: [] })).toBe('none');
  });
});

describe('a fixed view', () => {
  const square: BatchLoaderOptions = { ...augmented, augment: [rotations()] };
  const rowsOf = async (options: BatchLoaderOptions, epoch: number) => {
    const rows = new Map<string, readonly number[]>();
    for (const { ids, inputs, copies = 1 } of await readBatches(batchLoader(fewSamples(), options), epoch))
      ids.forEach((id, row) => void rows.set(`${id} ${Math.floor(row / (ids.length / copies))}`, inputs.slice(row * 4, row * 4 + 4)));
    return rows;
  };

  it('shows each copy of each sample alike in every epoch, whatever the order, the batches and the stream', async () => {
    const first = await rowsOf(square, 0);
    expect(first.size).toBe(44);
    expect(await rowsOf(square, 1)).toEqual(first);
    expect(await rowsOf({ ...square, ...shuffled(2), batch: 3, random: randomStream(5, 'other') }, 2)).toEqual(first);
  });

  it('is named by what was done alone, and says that it is one', async () => {
    const told = async (options: BatchLoaderOptions, epoch = 0) => {
      for await (const batch of batchLoader(fewSamples(), options).epoch(epoch)) {
        disposeBatch(batch);
        return [batch.view, batch.fixed];
      }
      return [];
    };
    for (const epoch of [0, 1]) expect(await told({ ...square, ...shuffled(epoch) }, epoch)).toEqual(['rotations(labels=first)', true]);
    expect(await told({ ...square, augment: [rotations({ labels: 'all' })] })).toEqual(['rotations(labels=all)', true]);
    const [view, fixed] = await told({ ...square, augment: [rotations(), noise()] });
    expect(view).toMatch(/^rotations\(labels=first\)\+noise\(std=0.1\) data\/augment@1 epoch 0/);
    expect(fixed).toBeUndefined();
    expect(await told(base)).toEqual(['none', undefined]);
  });

  it('two views are one where the strong ones are', () => {
    const [steady, random] = [{ view: 'mirror', fixed: true, apply: () => undefined }, noise()];
    expect(twoViews({ strong: [steady] }).fixed).toBe(true);
    expect(twoViews({ strong: [steady, random] })).not.toHaveProperty('fixed');
  });
});

describe('evaluationBatches', () => {
  it('reads all samples in order', async () => {
    const batches = await readBatches({ epoch: () => evaluationBatches(fewSamples(), { shape: SHAPE, classes: 3, batch: 4 }) });
    expect(batches.flatMap(({ ids }) => ids)).toEqual([...fewSamples().ids]);
    expect(batches.flatMap(({ inputs }) => inputs)).toEqual([...fewSamples().inputs]);
    expect(batches[0]!.view).toBe('none');
  });
});

describe('nothing is left', () => {
  it('after an epoch, after leaving in the middle, and after an error in the reader', async () => {
    const before = liveCount();
    const loader = batchLoader(fewSamples(), augmented);
    await readBatches(loader);
    for await (const batch of loader.epoch(0)) {
      disposeBatch(batch);
      await new Promise((resolve) => setTimeout(resolve, 10));
      break;
    }
    const failing = async () => {
      for await (const batch of loader.epoch(0)) {
        disposeBatch(batch);
        throw new Error('the step failed');
      }
    };
    await expect(failing()).rejects.toThrow('the step failed');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(liveCount()).toEqual(before);
  });

  it('when an augmentation fails in the middle of an epoch', async () => {
    const before = liveCount();
    let calls = 0;
    const failing: Augmentation = {
      view: 'failing',
      apply() {
        calls += 1;
        if (calls === 3) throw new Error('augmentation failed');
      },
    };
    await expect(readBatches(batchLoader(fewSamples(), { ...augmented, augment: [failing] }))).rejects.toThrow('augmentation failed');
    expect(liveCount()).toEqual(before);
  });

  it('when one of the tensors cannot be made', async () => {
    const before = liveCount();
    // Takes the targets away, so that two tensors can be made and the third cannot.
    const broken: Augmentation = { view: 'broken', apply: ({ targets }) => void structuredClone(targets, { transfer: [targets.buffer as ArrayBuffer] }) };
    await expect(readBatches(batchLoader(fewSamples(), { ...augmented, augment: [broken] }))).rejects.toThrow();
    expect(liveCount()).toEqual(before);
  });
});

describe('a loader refuses', () => {
  const refused = (change: Partial<BatchLoaderOptions>, table = fewSamples()) => failure(() => batchLoader(table, { ...base, ...change }));

  it.each([0, -1, 2.5, Number.NaN])('batches of %f', async (batch) => {
    expect(await refused({ batch })).toMatch(/KD_E_DATA_BATCH: the batch size/);
  });

  it('no samples, and fewer than a batch where the rest is dropped', async () => {
    expect(await refused({}, fewSamples(0))).toMatch(/KD_E_DATA_BATCH.*at least one.*none/);
    expect(await refused({ lastBatch: 'drop' }, fewSamples(3))).toMatch(/KD_E_DATA_BATCH.*at least 4 samples.*dropped.*Received 3/);
  });

  it('samples of another shape or with labels beyond the classes', async () => {
    expect(await refused({ shape: [3] })).toMatch(/KD_E_DATA_SHAPE.*\[3\].*Received 4 numbers a sample/);
    expect(await refused({ classes: 2 })).toMatch(/KD_E_DATA_LABEL.*at most 1.*Received 2/);
  });

  it('augmentations without a stream', async () => {
    expect(await refused({ augment: [noise()] })).toMatch(/KD_E_DATA_AUGMENT.*random/);
  });

  it('augmentations that do not fit, before the first batch', async () => {
    const random = randomStream(1, 'a');
    expect(await refused({ augment: [shift()], random, shape: [4] })).toMatch(/KD_E_DATA_AUGMENT.*\[height, width, channels\].*\[4\]/);
    expect(await refused({ augment: [shift({ pixels: 2 })], random })).toMatch(/KD_E_DATA_AUGMENT.*larger than 2 pixels/);
  });

  it.each([
    [-1, 0],
    [0.5, 0],
    [0, -1],
    [0, 4],
    [0, 1.5],
  ])('epoch %f, step %f', async (epoch, step) => {
    expect(await failure(() => batchLoader(fewSamples(), base).epoch(epoch, step))).toContain('KD_E_DATA_SEEK');
  });
});
