// What a run refuses before it trains anything.
import type { Recipe, Selection, Shadow, Stage } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inOrder, recipeOf, runScript } from './scripted-run.ts';
import { learner, stageOf } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

async function run(recipe: Recipe, ...stages: Stage[]): Promise<readonly string[]> {
  const { events } = await runScript(inOrder(stages), { recipe });
  return events.map((event) => (event.kind === 'participant' ? event.participant.name : event.kind));
}

const shadowed = (change: Partial<Shadow>): Stage => ({
  ...stageOf(),
  shadows: [{ slot: 'shadow', of: 'student', follow: { kind: 'average', momentum: 0.9 }, ...change }],
});
const selecting = (change: Partial<Selection>): Stage => ({ ...stageOf(), select: { by: { kind: 'teacher' }, keep: 0.5, order: 'easiest', ...change } });

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
  ['two learners in one slot', [stageOf([learner, { ...learner, name: 'other' }])]],
  ['a shadow in the slot of a learner', [shadowed({ slot: 'student' })]],
  ['a shadow of nobody', [shadowed({ of: 'nobody' })]],
  ['a shadow with a momentum above 1', [shadowed({ follow: { kind: 'average', momentum: 1.5 } })]],
  ['a shadow that copies every half step', [shadowed({ follow: { kind: 'copy', every: 0.5 } })]],
  ['no samples to keep', [selecting({ keep: 0 })]],
  ['samples that a model of the same stage selects', [selecting({ by: { kind: 'slot', slot: 'student' } })]],
  ['samples that a shadow of the same stage selects', [{ ...selecting({ by: { kind: 'slot', slot: 'shadow' } }), ...shadowed({}) }]],
] as const)('a strategy that yields %s is refused', async (_what, stages) => {
  await expect(run(recipeOf(), ...stages)).rejects.toMatchObject({ code: 'KD_E_RUN_STAGE' });
});

test('a strategy that ends with a slot it never filled is refused', async () => {
  await expect(run(recipeOf(), stageOf([{ ...learner, student: { slot: 'other', model: { id: 'mlp', hidden: [3] } } }]))).rejects.toMatchObject({
    code: 'KD_E_RUN_STAGE',
  });
});

test.each([
  ['a stage', { ...stageOf(), name: '../up' }],
  ['a learner', stageOf([{ ...learner, name: 'A' }])],
  ['a slot', stageOf([{ ...learner, student: { ...learner.student, slot: 'a:b' } }])],
  ['a term', stageOf([{ ...learner, objective: { task: 1, terms: [{ knowledge: 'soft', weight: 1, name: 'so soft' }] } }])],
])('%s whose name is none is refused', async (_what, stage) => {
  await expect(run(recipeOf(), stage)).rejects.toMatchObject({ code: 'KD_E_ID_INVALID' });
});
