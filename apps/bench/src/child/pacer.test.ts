// A loop takes exactly the steps that it is granted, over the ends of epochs, and every batch comes once.
import type { BatchLoader } from '@retort/data';
import type { Batch } from '@retort/kernel';
import { expect, test } from 'vitest';
import { paced } from './pacer.ts';

/** Batches are the numbers of their steps. */
const numbers: BatchLoader = {
  stepsPerEpoch: 3,
  rows: 2,
  samples: 3,
  async *epoch(epoch, fromStep = 0) {
    for (let step = fromStep; step < 3; step++) yield (3 * epoch + step) as unknown as Batch;
  },
  dispose: () => undefined,
};

test('turns of a loop over four epochs', async () => {
  const { loader, turn, release } = paced(numbers);
  const taken: unknown[] = [];
  const loop = (async () => {
    for (let epoch = 0; epoch < 4; epoch++) for await (const batch of loader.epoch(epoch)) taken.push(batch);
  })();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(taken).toEqual([]);
  for (const [steps, after] of [
    [1, 1],
    [3, 4],
    [4, 8],
  ] as const) {
    expect(await turn(steps)).toBeGreaterThanOrEqual(0);
    expect(taken).toHaveLength(after);
  }
  release();
  await loop;
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('the time of a turn is that of its steps', async () => {
  const { loader, turn, release } = paced(numbers);
  const loop = (async () => {
    for await (const _ of loader.epoch(0)) await new Promise((resolve) => setTimeout(resolve, 20));
  })();
  await turn(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const ms = await turn(1);
  expect(ms).toBeGreaterThan(15);
  expect(ms).toBeLessThan(90);
  release();
  await loop;
});

test('an epoch can be entered at any step, and its reader may stop', async () => {
  const { loader, release } = paced(numbers);
  release();
  for await (const batch of loader.epoch(1, 1)) {
    expect(batch).toBe(4);
    break;
  }
});
