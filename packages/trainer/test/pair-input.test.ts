// What a knowledge that draws at random may rely on: a training step bears a seed of its own, a rehearsal none.
import { defineFeatureKnowledge, type FeaturePairInput } from '@retort/kernel';
import { clone, keep, mean, readAll, square, sub } from '@retort/tensor';
import { expect, test } from 'vitest';
import { learner, openStage, stageOf, tinyKernel, trainTiny } from './tiny-stage.ts';

test('a step gives each pair its place and its seed; a rehearsal has no seed', async () => {
  const seen: Pick<FeaturePairInput, 'index' | 'count' | 'seed'>[] = [];
  const drawing = defineFeatureKnowledge({
    id: 'drawing',
    summary: 'says what it was given',
    loss({ student, teacher, index, count, seed }) {
      seen.push({ index, count, ...(seed === undefined ? {} : { seed: keep(clone(seed)) }) });
      return { drawing: mean(square(sub(mean(student), mean(teacher)))) };
    },
  });
  const kernel = await tinyKernel(drawing);
  const objective = { task: 1, terms: [{ knowledge: 'drawing', weight: 1, connector: 'identity' }] };
  const tiny = await openStage(kernel, stageOf([{ ...learner, objective }], { epochs: 1 }));
  try {
    expect(seen).toEqual([{ index: 0, count: 1 }]);
    seen.length = 0;
    await trainTiny(tiny);
    const seeds = await readAll(Object.fromEntries(seen.map(({ seed }, step) => [`step ${step}`, seed!])));
    expect(seen.map(({ seed }) => seed?.dtype)).toEqual(['int32', 'int32', 'int32']);
    expect(new Set(Object.values(seeds).map(String)).size).toBe(3);
  } finally {
    for (const { seed } of seen) seed?.dispose();
    tiny.dispose();
    await kernel.dispose();
  }
});
