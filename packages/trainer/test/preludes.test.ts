// The stages that a knowledge asks for, in a run: what they move, what they leave, and that the strategy does not see them.
import { defineResponseKnowledge, type Stage, type StageOutcome } from '@retort/kernel';
import { liveCount, mean } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { probe } from './probe.ts';
import { emptyDisk, inOrder, planScript, runScript, type Script, type ScriptedRun } from './scripted-run.ts';
import { learner, stageOf } from './tiny-stage.ts';

const isEqual = (a: ScriptedRun['weights'], b: ScriptedRun['weights']): boolean =>
  Object.entries(a).every(([name, values]) => values.every((value, index) => value === b[name]![index]));

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const stage = (name: string): Stage => ({
  ...stageOf([{ ...learner, objective: { task: 0.5, terms: [{ knowledge: 'probing', weight: 0.1 }] } }], { callbacks: ['watching'], epochs: 1 }),
  name,
  view: 'full',
});

test('modules: the student stands still, the module does not, and goes on into the stage', async () => {
  const { sights, contributions } = probe({ epochs: 2, trains: 'modules', stays: true });
  const outcomes: StageOutcome[] = [];
  const script: Script = async function* () {
    outcomes.push(yield stage('one'), yield stage('two'));
    return { slot: 'student' };
  };
  const { steps, participants } = await runScript(script, { contributions });
  const places = [...new Set(steps.filter((step) => step.startsWith('distilled')).map((step) => step.split(' ')[0]))];
  expect(places).toEqual(['distilled/one-prelude-probing', 'distilled/one', 'distilled/two']);
  // Callbacks are left out of a prelude, so it is not seen; what it left is.
  expect(sights.map(({ stage: name, at }) => `${name} ${at}`)).toEqual(['one begin', 'one end', 'two begin', 'two end']);
  expect(sights[0]).toMatchObject({ count: 16, phase: undefined });
  expect(sights[0]!.scale[0]).not.toBe(0.5);
  expect(outcomes.map(({ stage: name, steps: taken }) => [name, taken])).toEqual([
    ['one', 8],
    ['two', 8],
  ]);
  expect(participants.at(-1)).toMatchObject({ name: 'distilled', steps: 16 + 8 + 8 });
});

test.each([
  ['modules', false],
  ['student', true],
] as const)('a prelude that trains %s moves the student: %s', async (trains, moves) => {
  // The stage itself moves nothing: its only weight is 0.
  const still: Stage = { ...stageOf([{ ...learner, objective: { task: { id: 'constant', value: 0 }, terms: [] } }], { epochs: 1 }), name: 'one', view: 'full' };
  const [first] = still.learners;
  const terms = [{ knowledge: 'probing', weight: 1 }];
  const led: Stage = { ...still, learners: [{ ...first!, objective: { ...first!.objective, terms } }] };
  const { contributions } = probe({ epochs: 1, trains, stays: false });
  const [start, end] = [await runScript(inOrder([still])), await runScript(inOrder([led]), { contributions })];
  expect(end.steps.filter((step) => step.includes('one-prelude-probing'))).toHaveLength(8);
  expect(isEqual(start.weights, end.weights)).toBe(!moves);
});

test('the plan shows them, and what is built in them knows it', async () => {
  const { contributions } = probe({ epochs: 3, trains: 'modules', stays: false });
  const { arms } = await planScript(inOrder([stage('one'), stage('two')]), { contributions });
  const planned = arms.find(({ arm }) => arm === 'distilled')!.stages;
  expect(planned.map(({ stage: { name, training } }) => [name, training.epochs])).toEqual([
    ['one-prelude-probing', 3],
    ['one', 1],
    ['two', 1],
  ]);
  expect(planned[0]!.plan.variables.map(({ name }) => name)).toEqual(['student/probing/knowledge/scale']);
  expect(planned[1]!.plan.learners[0]!.terms.map(({ term }) => term)).toEqual(['task']);
});

test('a prelude that has nothing to train is refused in the plan', async () => {
  const { contributions } = probe();
  const empty = defineResponseKnowledge({
    id: 'empty',
    summary: 'no module',
    prelude: () => ({ epochs: 1, trains: 'modules', stays: true }),
    loss: ({ student }) => ({ empty: mean(student) as never }),
  });
  const one = stageOf([{ ...learner, objective: { task: 1, terms: [{ knowledge: 'empty', weight: 1 }] } }]);
  await expect(planScript(inOrder([one]), { contributions: [...contributions, empty] })).rejects.toMatchObject({ code: 'KD_E_PLAN_EMPTY' });
});

test('stopped in a prelude or after it, the run ends as if it had not been', async () => {
  const preludes = { epochs: 1, trains: 'student', stays: true } as const;
  const script = inOrder([stage('one')]);
  const reference = await runScript(script, { contributions: probe(preludes).contributions });
  for (const stopAt of [9, 16, 20]) {
    const files = await emptyDisk();
    const cut = await runScript(script, { contributions: probe(preludes).contributions, files, stopAt });
    const resumed = await runScript(script, { contributions: probe(preludes).contributions, files });
    expect({ stopAt, ...resumed.weights }).toEqual({ stopAt, ...reference.weights });
    expect([...cut.steps, ...resumed.steps]).toEqual(reference.steps);
  }
});
