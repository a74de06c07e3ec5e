// Batches with several views of each sample: layout, draws, labels, seeking, refusals.
import type { Augmentation } from '@retort/kernel';
import { liveCount, randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { fewSamples, type ReadBatch, readBatches } from '../../test/read-batches.ts';
import { mixup } from '../augment/mixup.ts';
import { noise } from '../augment/noise.ts';
import { rotations } from '../augment/rotations.ts';
import { shift } from '../augment/shift.ts';
import { twoViews } from '../augment/two-views.ts';
import { type BatchLoaderOptions, batchLoader } from './batch-loader.ts';

const base: BatchLoaderOptions = {
  shape: [2, 2, 1],
  classes: 3,
  batch: 4,
  lastBatch: 'keep',
  shuffle: randomStream(1, 'data/shuffle'),
  random: randomStream(1, 'data/augment'),
};
/** Three views that nothing distinguishes. */
const thrice: Augmentation = { view: 'thrice', copies: 3, apply: () => undefined };
const read = (augment: Augmentation[], change: Partial<BatchLoaderOptions> = {}, epoch = 2) =>
  readBatches(batchLoader(fewSamples(), { ...base, augment, ...change }), epoch);
/** The inputs of each row by sample and view. */
const byCopy = (batches: readonly ReadBatch[]) =>
  new Map(
    batches.flatMap(({ ids, inputs, copies = 1 }) =>
      ids.map((id, row) => [`${id}/${Math.floor((row * copies) / ids.length)}`, inputs.slice(row * 4, row * 4 + 4)] as const),
    ),
  );

describe('a batch of several views', () => {
  it('is all first views, then all second ones, and so on; samples, not rows, are counted', async () => {
    const loader = batchLoader(fewSamples(), { ...base, augment: [thrice] });
    expect([loader.stepsPerEpoch, loader.samples]).toEqual([3, 11]);
    const [plain, several] = [await read([]), await read([thrice])];
    expect(several.map(({ ids, copies }) => [ids.length, copies])).toEqual([
      [12, 3],
      [12, 3],
      [9, 3],
    ]);
    expect(plain.every((batch) => !('copies' in batch))).toBe(true);
    for (const [step, { view, ...batch }] of plain.entries()) {
      for (const [name, once] of Object.entries(batch)) expect(several[step]![name as keyof typeof batch], name).toEqual([once, once, once].flat());
    }
  });

  it('has first views that are, bit for bit, what they are without the others', async () => {
    const list = [shift(), noise(), mixup()];
    const alone = await read(list);
    const several = await read([...list, thrice]);
    several.forEach(({ inputs, targets }, step) => {
      expect(inputs.slice(0, inputs.length / 3)).toEqual(alone[step]!.inputs);
      expect(targets.slice(0, targets.length / 3)).toEqual(alone[step]!.targets);
    });
  });

  it('draws each view for itself, the same whatever the batch', async () => {
    const list = [noise(), thrice];
    const first = byCopy(await read(list));
    expect(first.size).toBe(33);
    expect(new Set([...first.values()].map(String)).size).toBe(33);
    expect(byCopy(await read(list, { batch: 3 }))).toEqual(first);
    expect(byCopy(await read(list, { shuffle: undefined }))).toEqual(first);
    expect(byCopy(await read(list, {}, 3)).get('103/1')).not.toEqual(first.get('103/1'));
  });

  it('has draws of step `id`, of a stream below that of the first view', async () => {
    const drawn: number[] = [];
    const spy: Augmentation = { view: 'spy', apply: ({ size, uniform }) => void drawn.push(uniform(size - 1, 5)) };
    await readBatches(batchLoader(fewSamples(1), { ...base, augment: [spy, thrice] }), 4);
    expect(drawn.at(-1)).toBe(randomStream(1, 'data/augment').child('4/0').child('copy-2').at(100).uniform(5));
  });

  it.each([
    ['rotations', [shift(), rotations(), mixup()]],
    ['two views', [shift(), twoViews({ strong: [noise(), shift()] })]],
  ])('begins at any step as if it had been read to there: %s', async (_, augment) => {
    const whole = await read(augment);
    for (let step = 0; step <= 3; step += 1) {
      expect(await readBatches(batchLoader(fewSamples(), { ...base, augment }), 2, step)).toEqual(whole.slice(step));
    }
  });

  it('has -1, 0 and a zero target where a view took the label away, and where there was none', async () => {
    const batches = await read([rotations()], { shuffle: undefined });
    const [, second] = batches;
    expect(second!.ids).toEqual([104, 105, 106, 107, 104, 105, 106, 107, 104, 105, 106, 107, 104, 105, 106, 107]);
    expect(second!.labels).toEqual([1, -1, 0, 1, ...Array(12).fill(-1)]);
    expect(second!.labelled).toEqual([1, 0, 1, 1, ...Array(12).fill(0)]);
    expect(second!.targets).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, ...Array(36).fill(0)]);
    const all = (await read([rotations({ labels: 'all' })], { shuffle: undefined }))[1]!;
    expect(all.labels).toEqual([1, -1, 0, 1, 1, -1, 0, 1, 1, -1, 0, 1, 1, -1, 0, 1]);
  });

  it('is named in the view', async () => {
    expect((await read([thrice, noise()]))[0]!.view).toBe('thrice+noise(std=0.1) data/augment@1 epoch 2 of data/shuffle@1 by 4 keep');
  });

  it('leaves nothing behind', async () => {
    const before = liveCount();
    await read([rotations(), noise()]);
    expect(liveCount()).toEqual(before);
  });
});

describe('a loader refuses', () => {
  it('two augmentations that make several views, naming both', async () => {
    expect(await failure(() => read([rotations(), noise(), twoViews({ strong: [noise()] })]))).toMatch(
      /KD_E_DATA_AUGMENT.*one at most.*rotations\(labels=first\) and two-views\(strong=noise\(std=0.1\)\)/,
    );
  });

  it.each([0, 1.5, -2, Number.NaN])('%f copies', async (copies) => {
    expect(await failure(() => read([{ ...thrice, copies }]))).toMatch(/KD_E_DATA_AUGMENT.*the copies of augmentation thrice/);
  });
});
