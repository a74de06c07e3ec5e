// Which samples stay: by cross-entropy where the label is known, by entropy where it is not.
import type { Batch, Samples } from '@retort/kernel';
import { liveCount, log, tensor2d } from '@retort/tensor';
import { expect, test } from 'vitest';
import { selectedSize, selectSamples } from './select-samples.ts';

/** A sample's only input is what the model says of it: the probability of class 0 of two. */
const sure = [0.9, 0.5, 0.6, 0.99, 0.2, 0.8];
const labels = [0, 0, 1, 1, -1, -1];
/** Cross-entropies of the labels, then the entropy of (0.2, 0.8), twice. */
const difficulty = [-Math.log(0.9), -Math.log(0.5), -Math.log(0.4), -Math.log(0.01), 0.5004, 0.5004];
const samples: Samples = { size: 6, inputs: Float32Array.from(sure), labels: Int32Array.from(labels), ids: Int32Array.from([10, 11, 12, 13, 14, 15]) };
const data = { shape: [1], classes: ['a', 'b'] };

async function predict({ inputs }: Batch) {
  const p = await inputs.data();
  const table = tensor2d(
    [...p].flatMap((value) => [value, 1 - value]),
    [p.length, 2],
  );
  const logits = log(table);
  table.dispose();
  return logits;
}

const select = async (keep: number, order: 'easiest' | 'hardest') => [...(await selectSamples(samples, { keep, order }, predict, data)).ids];

test('the easiest, the hardest, in the order of the view', async () => {
  const before = liveCount();
  const ranked = difficulty.map((_, row) => row).sort((a, b) => difficulty[a]! - difficulty[b]! || a - b);
  expect(ranked).toEqual([0, 4, 5, 1, 2, 3]);
  for (const count of [1, 2, 3, 4, 5, 6]) {
    expect(await select(count / 6, 'easiest')).toEqual(
      ranked
        .slice(0, count)
        .map((row) => 10 + row)
        .sort(),
    );
  }
  expect(await select(0.5, 'hardest')).toEqual([11, 12, 13]);
  // Of the two that are equally hard, the earlier stays.
  expect(await select(4 / 6, 'hardest')).toEqual([11, 12, 13, 14]);
  expect(await select(2 / 6, 'easiest')).toEqual([10, 14]);
  expect(liveCount()).toEqual(before);
});

test('rows, labels and inputs stay together', async () => {
  const kept = await selectSamples(samples, { keep: 0.5, order: 'hardest' }, predict, data);
  expect([...kept.labels]).toEqual([0, 1, 1]);
  expect([...kept.inputs]).toEqual([0.5, 0.6, 0.99].map(Math.fround));
});

test('how many: rounded, one at least, all of 1', () => {
  expect([0.001, 0.24, 0.25, 0.5, 1].map((keep) => selectedSize({ keep }, 10))).toEqual([1, 2, 3, 5, 10]);
});
