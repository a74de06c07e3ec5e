// The augmentations that make several views, by hand on tiny images.
import type { Augmentation } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { applied, batchOf } from '../../test/augmented-batch.ts';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';
import { flip } from './flip.ts';
import { rotations } from './rotations.ts';
import { twoViews } from './two-views.ts';

const copies = <T>(values: readonly T[], count: number): T[] => Array.from({ length: count }, () => values).flat();

describe('rotations', () => {
  const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  it('turns counter-clockwise by quarters, samples apart', () => {
    const other = image.map((value) => 10 * value);
    expect(applied(rotations(), batchOf(copies([...image, ...other], 4), [3, 3, 1], [], [], 4))).toEqual(
      [
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [3, 6, 9, 2, 5, 8, 1, 4, 7],
        [9, 8, 7, 6, 5, 4, 3, 2, 1],
        [7, 4, 1, 8, 5, 2, 9, 6, 3],
      ].flatMap((turned) => [...turned, ...turned.map((value) => 10 * value)]),
    );
  });

  it('keeps channels together', () => {
    expect(applied(rotations(), batchOf(copies([1, 10, 2, 20, 3, 30, 4, 40], 4), [2, 2, 2], [], [], 4)).slice(8, 16)).toEqual([2, 20, 4, 40, 1, 10, 3, 30]);
  });

  it('takes the label of turned views, or leaves it', () => {
    const targets = copies([0, 1, 1, 0], 4);
    const batch = batchOf(copies([1, 2, 3, 4, 5, 6, 7, 8], 4), [2, 2, 1], [], targets, 4);
    rotations().apply(batch);
    expect([[...batch.labelled], [...batch.targets]]).toEqual([
      [1, 1, 0, 0, 0, 0, 0, 0],
      [0, 1, 1, 0, ...Array(12).fill(0)],
    ]);
    const kept = batchOf(copies([1, 2, 3, 4, 5, 6, 7, 8], 4), [2, 2, 1], [], targets, 4);
    rotations({ labels: 'all' }).apply(kept);
    expect([[...kept.labelled], [...kept.targets]]).toEqual([Array(8).fill(1), targets]);
  });

  it('refuses images that are not square', async () => {
    expect(await failure(() => rotations().apply(batchOf(copies([1, 2], 4), [1, 2, 1], [], [], 4)))).toMatch(/KD_E_DATA_AUGMENT.*square images.*\[1,2,1\]/);
  });
});

describe('two-views', () => {
  it('changes the second view alone, through its list in order', () => {
    const order: number[] = [];
    const spy = (mark: number): Augmentation => ({
      view: `${mark}`,
      apply(batch) {
        order.push(mark);
        expect([batch.size, batch.copies, batch.shape]).toEqual([2, 1, [1, 2, 1]]);
        batch.inputs.set(batch.inputs.map((value) => 10 * value + mark));
        batch.targets.fill(mark);
        batch.labelled[1] = 0;
      },
    });
    const batch = batchOf([1, 2, 3, 4, 1, 2, 3, 4], [1, 2, 1], [], copies([1, 0], 4), 2);
    twoViews({ strong: [spy(1), spy(2)] }).apply(batch);
    expect(order).toEqual([1, 2]);
    expect([...batch.inputs]).toEqual([1, 2, 3, 4, 112, 212, 312, 412]);
    expect([...batch.targets]).toEqual([1, 0, 1, 0, 2, 2, 2, 2]);
    expect([...batch.labelled]).toEqual([1, 1, 1, 0]);
  });

  it('gives each of the list draws of its own', () => {
    const asked: [number, number][] = [];
    const uniform = (row: number, draw: number): number => {
      asked.push([row, draw]);
      return 0.5;
    };
    const spy: Augmentation = { view: 'spy', apply: (batch) => void [0, 1, 2].map((draw) => batch.uniform(0, draw)) };
    const batch = { ...batchOf([1, 1, 1, 1], [1], [], [], 2), uniform };
    twoViews({ strong: [spy, spy, spy] }).apply(batch);
    expect(asked).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8].map((draw) => [2, draw]));
  });

  it('is made of choices, and refuses none, unknown ones, and those of several views', async () => {
    expect((await choose('augmentation', { id: 'two-views', strong: [{ id: 'flip', vertical: true }] })).copies).toBe(2);
    expect(await failure(() => choose('augmentation', { id: 'two-views', strong: [] }))).toContain('KD_E_OPTIONS_INVALID');
    expect(await failure(() => choose('augmentation', { id: 'two-views', strong: ['flop'] }))).toMatch(/KD_E_ID_UNKNOWN.*flip/);
    expect(await failure(() => choose('augmentation', { id: 'two-views', strong: ['rotations'] }))).toMatch(
      /KD_E_DATA_AUGMENT.*rotations\(labels=first\), 4 views/,
    );
    expect(await failure(() => twoViews({ strong: [flip(), twoViews({ strong: [flip()] })] }))).toMatch(/KD_E_DATA_AUGMENT.*2 views/);
  });
});
