// The parts of a run as a specialist sees them.
import type { Samples } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.ts';
import { classParts } from './class-parts.ts';
import type { DataParts } from './open-data.ts';

describe('classParts', () => {
  const labels = [0, 1, 2, -1, 2];
  const part: Samples = { size: 5, inputs: Float32Array.from([0, 1, 2, 3, 4]), labels: Int32Array.from(labels), ids: Int32Array.from([0, 1, 2, 3, 4]) };
  const parts: DataParts = { shape: [1], classes: ['ant', 'bee', 'cat'], digest: '', full: part, labelled: part, transfer: part, validation: part, test: part };

  it('renumbers the classes in the order in which they are named, in every part, and leaves out what has no label', () => {
    const { parts: kept, covers } = classParts(parts, ['cat', 0], 'an expert');
    expect(covers).toEqual([2, 0]);
    expect(kept.classes).toEqual(['cat', 'ant']);
    for (const one of [kept.full, kept.labelled, kept.transfer, kept.validation!, kept.test]) {
      expect([[...one.labels], [...one.ids], [...one.inputs]]).toEqual([
        [1, 0, 0],
        [0, 2, 4],
        [0, 2, 4],
      ]);
    }
  });

  it('refuses a class that is none, with the nearest', async () => {
    expect(await failure(() => classParts(parts, ['act'], 'an expert'))).toMatch(/^KD_E_DATA_CLASS_UNKNOWN: .*did you mean "ant" or "cat"\?/);
  });
});
