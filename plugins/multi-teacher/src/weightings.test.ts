// What each weighting says in cases that can be worked out by hand.
import { defineSchedule } from '@retort/kernel';
import { evaluateWeighting, expectClose, fromRows, makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { best } from './best/best.ts';
import { confidence } from './confidence/confidence.ts';
import { dropped } from './dropped/dropped.ts';
import { entropy } from './entropy/entropy.ts';
import { fixed } from './fixed/fixed.ts';
import { random } from './random/random.ts';

/** Three members, two samples, two classes. The first sample's label is 0. */
const members = [
  [
    [4, 0],
    [0, 0],
  ],
  [
    [0, 0],
    [3, 0],
  ],
  [
    [-2, 0],
    [0, 3],
  ],
].map(fromRows);
const labels = [0, -1];
const steps = Array.from({ length: 120 }, (_, step) => step);
const sum = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);

describe('fixed', () => {
  const ask = async (options: object, contributions = {}) => (await evaluateWeighting(fixed, { members, options: { ...options }, ...contributions })).rows;

  test('numbers are divided by their sum, or taken as they are', async () => {
    expect(await ask({ weights: [1, 2, 1] })).toEqual([[0.25, 0.5, 0.25]]);
    expect(await ask({ weights: [1, 2, 1], normalise: false })).toEqual([[1, 2, 1]]);
    expect(await ask({ normalise: false })).toEqual([[1, 1, 1]]);
  });

  test('a weight may follow a schedule, and all may come to 0', async () => {
    const at = (value: number) => ({ contributions: [defineSchedule({ id: 'now', summary: 'now', create: () => ({ at: () => value }) })] });
    expect(await ask({ weights: [1, 'now', 0] }, at(3))).toEqual([[0.25, 0.75, 0]]);
    expect(await ask({ weights: ['now', 'now', 0] }, at(0))).toEqual([[0, 0, 0]]);
  });

  test('refuses more or fewer weights than members, none above 0, and what is below', async () => {
    await expect(ask({ weights: [1, 2] })).rejects.toThrow(/3, one for each member.*2.*KD_E_WEIGHTING/s);
    for (const weights of [[0, 0], [-1, 1, 1], []]) expect(() => makerOf([fixed]).make('weighting', { id: 'fixed', weights })).toThrow('KD_E_OPTIONS_INVALID');
  });
});

describe('entropy', () => {
  test('a member that is sure counts 1, those that know nothing share the rest; K - 1 in all, or 1', async () => {
    const sure = [[50, -50]];
    const three = { members: [sure, [[0, 0]], [[7, 7]]].map(fromRows) };
    expectClose((await evaluateWeighting(entropy, three)).rows[0]!, [1, 0.5, 0.5], 1e-6, 'the weights');
    expectClose((await evaluateWeighting(entropy, { ...three, options: { normalise: true } })).rows[0]!, [0.5, 0.25, 0.25], 1e-6, 'normalised');
    expectClose((await evaluateWeighting(entropy, { members: [sure, sure, sure].map(fromRows) })).rows[0]!, [2 / 3, 2 / 3, 2 / 3], 1e-6, 'all sure');
  });

  test('a high temperature brings the weights together', async () => {
    const spread = async (temperature: number) => {
      const [row] = (await evaluateWeighting(entropy, { members, options: { temperature } })).rows;
      return Math.max(...row!) - Math.min(...row!);
    };
    expect(await spread(100)).toBeLessThan((await spread(1)) / 100);
  });
});

test('confidence: the weights of a sample sum to 1, by cross-entropy; equal where the label is absent', async () => {
  const { rows } = await evaluateWeighting(confidence, { members, labels });
  const losses = [Math.log(1 + Math.exp(-4)), Math.log(2), Math.log(1 + Math.exp(2))];
  const total = sum(losses.map(Math.exp));
  expectClose(
    rows[0]!,
    losses.map((loss) => (1 - Math.exp(loss) / total) / 2),
    1e-6,
    'with a label',
  );
  expectClose(rows[1]!, [1 / 3, 1 / 3, 1 / 3], 1e-6, 'without');
});

test('best: only the member of the lowest cross-entropy, the first of equals; all where the label is absent', async () => {
  const { rows } = await evaluateWeighting(best, { members, labels });
  expect(rows[0]).toEqual([1, 0, 0]);
  expectClose(rows[1]!, [1 / 3, 1 / 3, 1 / 3], 1e-6, 'without a label');
  expect((await evaluateWeighting(best, { members, labels: [1, 0] })).rows).toEqual([
    [0, 0, 1],
    [0, 1, 0],
  ]);
  expect((await evaluateWeighting(best, { members: [members[1]!, members[1]!], labels: [1, 0] })).rows[1]).toEqual([1, 0]);
});

describe('random', () => {
  test.each(['batch', 'sample'])('per %s: one member each time, every one as often', async (per) => {
    const counts = [0, 0, 0];
    for (const step of steps) {
      const { rows } = await evaluateWeighting(random, { members, options: { per }, step });
      for (const row of rows) {
        expect([...row].sort()).toEqual([0, 0, 1]);
        counts[row.indexOf(1)]! += 1 / rows.length;
      }
    }
    for (const count of counts) expect(Math.abs(count - 40)).toBeLessThan(5 * Math.sqrt(120 * (1 / 3) * (2 / 3)));
  });

  test('per sample: two samples of a batch may hear two members', async () => {
    const rows = (await Promise.all(steps.slice(0, 20).map((step) => evaluateWeighting(random, { members, options: { per: 'sample' }, step })))).map(
      (one) => one.rows,
    );
    expect(rows.some(([first, second]) => first!.indexOf(1) !== second!.indexOf(1))).toBe(true);
  });
});

describe('dropped', () => {
  test.each([
    [0, 3],
    [1, 2],
    [2, 1],
    [3, 1],
    [9, 1],
  ])('drop %i of 3: %i are left, each as often, and count 1', async (drop, left) => {
    const counts = [0, 0, 0];
    for (const step of steps) {
      const [row] = (await evaluateWeighting(dropped, { members, options: { drop }, step })).rows;
      expect(sum(row!)).toBe(left);
      expect(new Set([0, 1, ...row!]).size).toBe(2);
      row!.forEach((weight, member) => {
        counts[member]! += weight;
      });
    }
    for (const count of counts) expect(Math.abs(count - 40 * left)).toBeLessThan(5 * Math.sqrt(120 * (1 / 3) * (2 / 3)));
  });

  test('without a seed nothing is dropped', async () => {
    expect((await evaluateWeighting(dropped, { members })).rows).toEqual([[1, 1, 1]]);
  });
});
