// Labelled samples held out of a table.
import type { Samples } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { countLabels } from '../dataset/check-labels.ts';
import { holdOut } from './hold-out.ts';

/** 20 samples of class 0, 10 of class 1, 10 without a label; an input is its id. */
function table(): Samples {
  const labels = Int32Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : row < 30 ? 1 : -1));
  const ids = Int32Array.from({ length: 40 }, (_, row) => 100 + row);
  return { size: 40, inputs: Float32Array.from(ids), labels, ids };
}
const stream = (seed = 1) => randomStream(seed, 'quiz');
const without = (label: number): number => [...table().labels].filter((one) => one === label).length;

describe('holdOut', () => {
  it('takes the same share of every class, and nothing without a label', () => {
    const { held, rest } = holdOut(table(), 0.3, 2, stream());
    expect(countLabels(held!.labels, 2)).toEqual([6, 3]);
    expect(rest.size).toBe(31);
    expect([...rest.labels].filter((label) => label < 0)).toHaveLength(without(-1));
    expect([...held!.ids, ...rest.ids].sort((a, b) => a - b)).toEqual([...table().ids]);
    for (const part of [held!, rest]) {
      expect([...part.inputs]).toEqual([...part.ids]);
      expect([...part.ids]).toEqual([...part.ids].sort((a, b) => a - b));
    }
  });

  it('depends on the stream alone', () => {
    expect(holdOut(table(), 0.3, 2, stream())).toEqual(holdOut(table(), 0.3, 2, stream()));
    expect(holdOut(table(), 0.3, 2, stream(2)).held!.ids).not.toEqual(holdOut(table(), 0.3, 2, stream()).held!.ids);
  });

  it('takes one at least, and none where there is none', () => {
    expect(holdOut(table(), 0.001, 2, stream()).held!.size).toBe(1);
    const unlabelled = { ...table(), labels: new Int32Array(40).fill(-1) };
    expect(holdOut(unlabelled, 0.5, 2, stream())).toEqual({ held: undefined, rest: unlabelled });
  });
});
