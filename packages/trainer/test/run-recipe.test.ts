// What a run refuses before it trains anything.
import { memoryDataset } from '@retort/data';
import { defineStrategy, type Recipe, type Stage } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runRecipe } from '../src/run/run-recipe.ts';
import { CLASSES, learner, SHAPE, stageOf, tinyKernel, tinySamples, training } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const strategyOf = (...stages: Stage[]) =>
  defineStrategy({
    id: 'scripted',
    summary: 'the stages of a test',
    create: () => ({
      async *stages() {
        for (const stage of stages) yield stage;
        return { slot: 'student' };
      },
    }),
  });

function recipeOf(change: Partial<Recipe> = {}): Recipe {
  const arm = { student: 'mlp', objective: learner.objective, strategy: 'scripted', view: 'full', training } as const;
  return {
    name: 'tiny',
    seeds: [1],
    engine: 'cpu',
    plugins: [],
    data: { source: 'given', test: 8, validation: 0, labels: 'all', fraction: 1 },
    teacher: { id: 'model', model: { id: 'mlp', hidden: [4] }, training: { ...training, epochs: 1 } },
    arms: { distilled: arm },
    report: { temperatures: [1], samples: 1 },
    ...change,
  };
}

async function run(recipe: Recipe, ...stages: Stage[]): Promise<readonly string[]> {
  const maker = await tinyKernel(strategyOf(...stages));
  const { inputs } = tinySamples(40);
  const labels = Int32Array.from({ length: 40 }, (_, n) => (inputs[n * 4]! > 0 ? 1 : 0));
  const dataset = await memoryDataset({ shape: SHAPE, classes: CLASSES, inputs, labels });
  const kinds: string[] = [];
  for await (const event of runRecipe({ recipe, maker, dataset })) kinds.push(event.kind === 'participant' ? event.participant.name : event.kind);
  return kinds;
}

test('a recipe runs: the teacher, the arm, the student offered for keeping', async () => {
  const kinds = await run(recipeOf(), { ...stageOf(), view: 'full' });
  expect(kinds.filter((kind) => kind !== 'stage' && kind !== 'checkpoint')).toEqual(['seed', 'member', 'teacher', 'distilled', 'student']);
});

test('a teacher that nobody trained may not teach', async () => {
  await expect(run(recipeOf({ teacher: { id: 'model', model: { id: 'mlp', hidden: [4] } } }), stageOf())).rejects.toMatchObject({ code: 'KD_E_RUN_UNTRAINED' });
});

test('an arm may not be called teacher, nor like a property of every object', async () => {
  const { distilled } = recipeOf().arms;
  for (const name of ['teacher', 'constructor', '../up']) {
    await expect(run(recipeOf({ arms: { [name]: distilled! } }), stageOf())).rejects.toMatchObject({ code: 'KD_E_ID_INVALID' });
  }
});

test.each([
  ['two stages of one name', [stageOf(), stageOf()]],
  ['a stage without learners', [stageOf([])]],
  ['a teacher in a slot that no stage filled', [stageOf([{ ...learner, teacher: { kind: 'slot', slot: 'nowhere' } }])]],
  ['two learners of one name', [stageOf([learner, { ...learner, student: { slot: 'other', model: 'mlp' } }])]],
] as const)('a strategy that yields %s is refused', async (_what, stages) => {
  await expect(run(recipeOf(), ...stages)).rejects.toMatchObject({ code: 'KD_E_RUN_STAGE' });
});

test('a strategy that ends with a slot it never filled is refused', async () => {
  await expect(run(recipeOf(), stageOf([{ ...learner, student: { slot: 'other', model: { id: 'mlp', hidden: [3] } } }]))).rejects.toMatchObject({
    code: 'KD_E_RUN_STAGE',
  });
});
