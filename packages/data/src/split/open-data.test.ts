// Splits, views, class filters: exact counts, independence of settings, refusals.
import type { DataSpec, Dataset, Samples } from '@retort/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { countLabels } from '../dataset/check-labels.ts';
import { memoryDataset } from '../dataset/memory-dataset.ts';
import { digits } from '../source/digits.ts';
import { openData } from './open-data.ts';

const spec: DataSpec = { source: 'digits', test: 500, validation: 0, labels: 'all', fraction: 1 };
let data: Dataset;
/** Three classes of 30, 20 and 10 samples; input i is [i, label]. */
let small: Dataset;

beforeAll(async () => {
  data = await digits();
  const labels = Array.from({ length: 60 }, (_, index) => (index < 30 ? 0 : index < 50 ? 1 : 2));
  const inputs = labels.flatMap((label, index) => [index, label]);
  small = await memoryDataset({ name: 'small', shape: [2], classes: ['ant', 'bee', 'cat'], inputs, labels });
});

const ids = (samples: Samples) => [...samples.ids];
const counts = (samples: Samples, classes = 3) => countLabels(samples.labels, classes);

/** Every row still belongs to its id. */
function expectRowsOf(dataset: Dataset, samples: Samples): void {
  const width = dataset.train.inputs.length / dataset.train.size;
  samples.ids.forEach((id, row) => {
    expect(samples.inputs.subarray(row * width, (row + 1) * width)).toEqual(dataset.train.inputs.subarray(id * width, (id + 1) * width));
    expect([dataset.train.labels[id], -1]).toContain(samples.labels[row]);
  });
}

describe('openData splits', () => {
  it('into parts that share no sample and lose none, ascending by id', () => {
    const { full, validation, test, shape, digest } = openData(small, { ...spec, test: 12, validation: 6 }, 1);
    expect([full.size, validation!.size, test.size]).toEqual([42, 6, 12]);
    const all = [...ids(full), ...ids(validation!), ...ids(test)];
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index));
    for (const part of [full, validation!, test]) {
      expect(ids(part)).toEqual(ids(part).sort((a, b) => a - b));
      expectRowsOf(small, part);
    }
    expect(shape).toEqual([2]);
    expect(digest).toBe(small.digest);
  });

  it('in exact proportion to the classes', () => {
    const { full, validation, test } = openData(small, { ...spec, test: 12, validation: 6 }, 1);
    expect(counts(test)).toEqual([6, 4, 2]);
    expect(counts(validation!)).toEqual([3, 2, 1]);
    expect(counts(full)).toEqual([21, 14, 7]);
  });

  it('by fractions of the training part before any split', () => {
    const { full, validation, test } = openData(small, { ...spec, test: 0.2, validation: 0.1 }, 1);
    expect([full.size, validation!.size, test.size]).toEqual([42, 6, 12]);
  });

  it('digits as largest remainders say', () => {
    const { test, full } = openData(data, spec, 1);
    // 500 of 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 in 1797: quotas 49.53, 50.64, 49.25, 50.92, 50.36, 50.64, 50.36, 49.81, 48.41, 50.08.
    expect(counts(test, 10)).toEqual([50, 51, 49, 51, 50, 51, 50, 50, 48, 50]);
    expect(full.size).toBe(1297);
  });

  it('alike for the same seed, and otherwise for another', () => {
    const once = openData(data, { ...spec, validation: 100, labels: 100, fraction: 0.5 }, 7);
    const again = openData(data, { ...spec, validation: 100, labels: 100, fraction: 0.5 }, 7);
    for (const part of ['full', 'labelled', 'transfer', 'validation', 'test'] as const) {
      expect(ids(again[part]!)).toEqual(ids(once[part]!));
      expect(again[part]!.labels).toEqual(once[part]!.labels);
      expect(again[part]!.inputs.every((value, index) => value === once[part]!.inputs[index])).toBe(true);
    }
    const other = openData(data, { ...spec, validation: 100, labels: 100, fraction: 0.5 }, 8);
    expect(ids(other.test)).not.toEqual(ids(once.test));
    expect(ids(other.labelled)).not.toEqual(ids(once.labelled));
  });

  it('without one setting moving what comes before it', () => {
    const base = openData(data, spec, 3);
    expect(ids(openData(data, { ...spec, validation: 100, labels: 100, fraction: 0.5 }, 3).test)).toEqual(ids(base.test));
    const all = ids(openData(data, { ...spec, labels: 200 }, 3).labelled);
    for (const id of ids(openData(data, { ...spec, labels: 100 }, 3).labelled)) expect(all).toContain(id);
  });

  it('with draws of its own for each class', async () => {
    const labels = Array.from({ length: 60 }, (_, index) => index % 3);
    const alike = await memoryDataset({ shape: [1], classes: 3, inputs: labels, labels });
    const { test } = openData(alike, { ...spec, test: 15 }, 1);
    const places = [0, 1, 2].map((label) =>
      ids(test)
        .filter((id) => id % 3 === label)
        .map((id) => Math.floor(id / 3))
        .join(),
    );
    expect(new Set(places).size).toBe(3);
  });

  it('and shares the arrays where nothing is taken away', async () => {
    const { train } = small;
    const own = await memoryDataset({ shape: [2], classes: 3, inputs: train.inputs, labels: train.labels, test: { inputs: [1, 2], labels: [0] } });
    const { full, labelled, transfer, test } = openData(own, { ...spec, test: 0 }, 1);
    expect(full.inputs).toBe(own.train.inputs);
    expect(labelled).toBe(full);
    expect(transfer).toBe(full);
    expect(test).toBe(own.test);
    expect(openData(own, { ...spec, test: 0, labels: 6 }, 1).transfer.inputs).toBe(own.train.inputs);
  });
});

describe('the test part', () => {
  it('is the own one of the source where there is one, whatever `test` says', async () => {
    const { train } = small;
    const own = await memoryDataset({ shape: [2], classes: 3, inputs: train.inputs, labels: train.labels, test: { inputs: [1, 2], labels: [0] } });
    for (const test of [0, 0.2, 12]) {
      const parts = openData(own, { ...spec, test, validation: 6 }, 1);
      expect(ids(parts.test)).toEqual([60]);
      expect([parts.full.size, parts.validation!.size]).toEqual([54, 6]);
    }
  });

  it('must come from somewhere', async () => {
    expect(await failure(() => openData(small, { ...spec, test: 0 }, 1))).toMatch(/KD_E_DATA_NO_TEST.*small.*0\.2/);
    const own = await memoryDataset({ shape: [1], classes: 2, inputs: [1, 2], labels: [0, 1], test: { inputs: [1], labels: [0] } });
    expect(await failure(() => openData(own, { ...spec, test: 0, classes: [1] }, 1))).toContain('KD_E_DATA_NO_TEST');
  });
});

describe('labels', () => {
  it('are kept as equal per class as can be', () => {
    expect(counts(openData(small, { ...spec, test: 6, labels: 9 }, 1).labelled)).toEqual([3, 3, 3]);
    // 27, 18 and 9 are left: the last class has no more than 9.
    expect(counts(openData(small, { ...spec, test: 6, labels: 40 }, 1).labelled)).toEqual([16, 15, 9]);
    expect(counts(openData(data, { ...spec, labels: 100 }, 1).labelled, 10)).toEqual(new Array(10).fill(10));
  });

  it('may be a fraction', () => {
    expect(openData(small, { ...spec, test: 6, labels: 0.5 }, 1).labelled.size).toBe(27);
  });

  it('give three views of the same samples', () => {
    const { full, labelled, transfer } = openData(small, { ...spec, test: 6, labels: 9 }, 1);
    expect([full.size, labelled.size, transfer.size]).toEqual([54, 9, 54]);
    expect(ids(transfer)).toEqual(ids(full));
    expect(transfer.inputs).toBe(full.inputs);
    const kept = new Set(ids(labelled));
    transfer.labels.forEach((label, row) => void expect(label).toBe(kept.has(full.ids[row]!) ? full.labels[row] : -1));
    expect(labelled.labels).not.toContain(-1);
    expectRowsOf(small, labelled);
    expectRowsOf(small, transfer);
  });

  it('may be none', () => {
    const { labelled, transfer } = openData(small, { ...spec, test: 6, labels: 0 }, 1);
    expect(labelled.size).toBe(0);
    expect(new Set(transfer.labels)).toEqual(new Set([-1]));
  });

  it('that the source lacks stay in `full` and `transfer`, and are never held out', async () => {
    const labels = [...small.train.labels, ...new Array<number>(20).fill(-1)];
    const partly = await memoryDataset({ shape: [1], classes: 3, inputs: labels, labels });
    const { full, labelled, transfer, test, validation } = openData(partly, { ...spec, test: 0.2, validation: 6 }, 1);
    expect([test.size, validation!.size, full.size, labelled.size, transfer.size]).toEqual([12, 6, 62, 42, 62]);
    expect(full.labels.filter((label) => label === -1)).toHaveLength(20);
    expect([...test.labels, ...validation!.labels]).not.toContain(-1);
    expect(labelled.labels).not.toContain(-1);
  });
});

describe('fraction', () => {
  it('keeps each class in proportion', () => {
    const { full, test } = openData(small, { ...spec, test: 6, fraction: 1 / 3 }, 1);
    expect(counts(full)).toEqual([9, 6, 3]);
    expect(counts(test)).toEqual([3, 2, 1]);
  });

  it.each([0, -0.5, 1.5, Number.NaN])('refuses %f', async (fraction) => {
    expect(await failure(() => openData(small, { ...spec, test: 6, fraction }, 1))).toMatch(/KD_E_DATA_SPLIT: `fraction`/);
  });

  it('that leaves a class empty is refused', async () => {
    expect(await failure(() => openData(small, { ...spec, test: 6, fraction: 0.04 }, 1))).toMatch(
      /KD_E_DATA_SPLIT: the training part, after `fraction`.*none of "cat"/,
    );
  });
});

describe('classes', () => {
  it('are kept by name or index and renumbered in that order', () => {
    const parts = openData(small, { ...spec, test: 6, classes: ['cat', 0] }, 1);
    expect(parts.classes).toEqual(['cat', 'ant']);
    // Input 1 of a sample is its old label: cat, 2, is now 0; ant, 0, is now 1.
    parts.full.labels.forEach((label, row) => void expect(parts.full.inputs[row * 2 + 1]).toBe(label === 0 ? 2 : 0));
    expect(counts(parts.full, 2)).toEqual([8, 26]);
    expect(parts.full.ids.every((id) => id < 30 || id >= 50)).toBe(true);
  });

  it('are filtered out of an own test part too', async () => {
    const own = await memoryDataset({ shape: [1], classes: ['a', 'b'], inputs: [1, 2, 3], labels: [0, 1, 1], test: { inputs: [4, 5], labels: [0, 1] } });
    const { test, full } = openData(own, { ...spec, test: 0, classes: ['b'] }, 1);
    expect([ids(test), [...test.labels], ids(full), [...full.labels]]).toEqual([[4], [0], [1, 2], [0, 0]]);
  });

  it.each([
    ['bea', 'did you mean "bee"'],
    ['__proto__', 'one of "ant", "bee", "cat"'],
    [3, 'an index from 0 to 2'],
    [-1, 'an index from 0 to 2'],
    [0.5, 'an index from 0 to 2'],
  ])('refuses %j', async (name, words) => {
    const message = await failure(() => openData(small, { ...spec, test: 6, classes: ['ant', name] }, 1));
    expect(message).toMatch(/^KD_E_DATA_CLASS_UNKNOWN/);
    expect(message).toContain(words);
  });

  it('refuses none, and one twice', async () => {
    expect(await failure(() => openData(small, { ...spec, classes: [] }, 1))).toContain('KD_E_DATA_CLASSES');
    expect(await failure(() => openData(small, { ...spec, classes: ['bee', 1] }, 1))).toMatch(/KD_E_DATA_CLASSES.*"bee" twice/);
  });
});

describe('a split refuses', () => {
  it.each([
    ['more than there is', { test: 61 }, '`test` of the data'],
    ['half a sample', { test: 2.5 }, '`test` of the data'],
    ['a negative size', { validation: -1 }, '`validation` of the data'],
    ['NaN', { validation: Number.NaN }, '`validation` of the data'],
    ['what is already held out', { test: 30, validation: 31 }, 'at most the 30 samples left'],
    ['too few for every class', { test: 2 }, 'the test part is left without a class'],
    ['all of a class', { test: 59 }, 'after `test`, is left without a class'],
    ['a validation part without a class', { validation: 2 }, 'the validation part is left without a class'],
    ['fewer labels than classes', { labels: 2 }, 'the labelled part is left without a class'],
    ['more labels than samples', { labels: 55 }, '`labels` of the data'],
  ])('%s', async (_, change, words) => {
    const message = await failure(() => openData(small, { ...spec, test: 6, ...change }, 1));
    expect(message).toMatch(/^KD_E_DATA_SPLIT/);
    expect(message).toContain(words);
  });

  it('a seed that is none', async () => {
    expect(await failure(() => openData(small, { ...spec, test: 6 }, -1))).toContain('KD_E_RANDOM_SEED');
  });
});
