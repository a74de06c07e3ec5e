// What a knowledge with a memory may rely on: who is in the training view, and that only a training step bears a seed.
import { defineMapping, defineRelationKnowledge, type KnowledgeBuild, type RelationInput } from '@retort/kernel';
import { mean, square, sub } from '@retort/tensor';
import { afterEach, expect, test } from 'vitest';
import { rehearse } from '../src/plan/rehearse.ts';
import { learner, openStage, SHAPE, stageOf, tinyKernel, tinySamples, trainTiny } from './tiny-stage.ts';

const seen: (Pick<RelationInput, 'ids' | 'index'> & { readonly seed: readonly number[] | undefined })[] = [];
const builds: KnowledgeBuild[] = [];

const remembering = defineRelationKnowledge({
  id: 'remembering',
  summary: 'says what it was given',
  build(build) {
    builds.push(build);
    return {
      loss({ student, teacher, ids, index, seed }) {
        seen.push({ ids: ids.slice(), index, seed: seed?.shape });
        return { remembering: mean(square(sub(mean(student), mean(teacher)))) };
      },
    };
  },
});
const twice = defineMapping({
  id: 'twice',
  summary: 'one pair, twice',
  create: () => ({ pairs: () => [1, 2].map(() => ({ student: 'features', teacher: 'features' })) }),
});
const connector = 'identity';

afterEach(() => {
  seen.length = 0;
  builds.length = 0;
});

test('a step says the samples, the place of the pair and its seed; a rehearsal has no seed', async () => {
  const kernel = await tinyKernel(remembering, twice);
  const objective = { task: 1, terms: [{ knowledge: 'remembering', weight: 1, mapping: 'twice', connector }] };
  const tiny = await openStage(kernel, stageOf([{ ...learner, objective }], { epochs: 1 }));
  try {
    const { ids, labels } = tinySamples();
    expect(builds).toMatchObject([{ samples: 12, view: { ids, labels } }]);
    expect(seen).toEqual([0, 1].map((index) => ({ ids: Int32Array.of(0, 1), index, seed: undefined })));
    seen.length = 0;
    await trainTiny(tiny);
    expect(seen.map(({ index, seed }) => [index, seed])).toEqual([0, 1, 0, 1, 0, 1].map((index) => [index, [2]]));
    expect(seen.flatMap((one) => (one.index === 0 ? [...one.ids] : [])).sort((a, b) => a - b)).toEqual([...ids]);
  } finally {
    tiny.dispose();
    await kernel.dispose();
  }
});

test('a rehearsal bears identities of the view, also where it has only one, again for each view of a sample', async () => {
  const kernel = await tinyKernel(remembering);
  const objective = { task: 1, terms: [{ knowledge: 'remembering', weight: 1, connector }] };
  const tiny = await openStage(kernel, stageOf([{ ...learner, objective }]));
  try {
    seen.length = 0;
    rehearse(tiny.plan, { shape: SHAPE, ids: Int32Array.of(7, 9, 11), copies: 1 });
    rehearse(tiny.plan, { shape: SHAPE, ids: Int32Array.of(5), copies: 1 });
    rehearse(tiny.plan, { shape: SHAPE, ids: Int32Array.of(7, 9, 11), copies: 3 });
    expect(seen.map(({ ids }) => [...ids])).toEqual([
      [7, 9],
      [5, 5],
      [7, 9, 7, 9, 7, 9],
    ]);
  } finally {
    tiny.dispose();
    await kernel.dispose();
  }
});
