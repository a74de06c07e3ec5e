// Every stage of every arm is planned before anything is trained, whatever the strategy makes of outcomes that nobody knows.
import { defineFeatureKnowledge, defineMapping, type Stage, type StageOutcome } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inOrder, planScript, recipeOf, type Script } from './scripted-run.ts';
import { learner, stageOf } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({ ...stageOf(), name, view: 'full', ...more });
const planOf = async (script: Script) => (await planScript(script)).arms.find(({ arm }) => arm === 'distilled')!;

test('the members of the teacher, then each arm with all its stages', async () => {
  const student = { slot: 'second', model: { id: 'mlp', hidden: [2] } };
  const second = stage('second', {
    learners: [{ ...learner, student, teacher: { kind: 'slot', slot: 'student' } }],
    select: { by: { kind: 'teacher' }, keep: 0.25, order: 'hardest' },
  });
  const { teacher, arms } = await planScript(inOrder([stage('first'), second], { slot: 'second', also: { first: { kind: 'slot', slot: 'student' } } }));
  expect(teacher).toEqual({ members: [{ name: 'teacher', model: { id: 'mlp', hidden: [4] } }] });
  expect(arms.map(({ arm, stages, complete }) => [arm, stages.map((one) => [one.stage.name, one.samples, one.stepsPerEpoch]), complete])).toEqual([
    ['teacher', [['teacher', 32, 8]], true],
    [
      'distilled',
      [
        ['first', 32, 8],
        ['second', 8, 2],
      ],
      true,
    ],
  ]);
  const [, arm] = arms;
  expect(arm).toMatchObject({ strategy: 'scripted', also: { first: { kind: 'slot', slot: 'student' } } });
  expect(arm!.stages.map(({ plan }) => plan.trainable)).toEqual([4 * 3 + 3 + 3 * 2 + 2, 4 * 2 + 2 + 2 * 2 + 2]);
  expect(JSON.parse(JSON.stringify(arms))).toEqual(arms);
});

test('outcomes have every metric of every learner and shadow, all NaN, and so has the teacher', async () => {
  const outcomes: StageOutcome[] = [];
  const shadows = [{ slot: 'ema', of: 'student', follow: { kind: 'copy', every: 1 } }] as const;
  const script: Script = async function* ({ teacherMetrics }) {
    expect(teacherMetrics).toEqual({ accuracy: Number.NaN, nll: Number.NaN, ece: Number.NaN });
    const outcome = yield stage('only', { shadows });
    outcomes.push(outcome);
    return { slot: 'student' };
  };
  await planOf(script);
  const unknown = { accuracy: Number.NaN, nll: Number.NaN, ece: Number.NaN };
  expect(outcomes).toEqual([{ stage: 'only', steps: 0, reason: 'planned', judged: 'test', learners: { student: unknown, ema: unknown } }]);
});

test('a strategy that goes on until the student is good enough is left after 64 stages', async () => {
  const script: Script = async function* () {
    for (let round = 0; ; round++) {
      const { learners } = yield stage(`round-${round}`);
      if (learners.student!.accuracy! >= 0) return { slot: 'student' };
    }
  };
  const { stages, complete } = await planOf(script);
  expect([stages.length, complete]).toEqual([64, false]);
});

test('nested strategies are played as they are', async () => {
  const script: Script = async function* (context) {
    const inner = { stages: inOrder([stage('inner-one'), stage('inner-two')]) };
    yield stage('outer');
    return yield* inner.stages(context);
  };
  expect((await planOf(script)).stages.map((one) => one.stage.name)).toEqual(['outer', 'inner-one', 'inner-two']);
});

test.each([
  ['a tap that is none, in a later stage', 'KD_E_TAP_UNKNOWN', { mapping: { id: 'wrong' } }],
  ['a knowledge that is none', 'KD_E_ID_UNKNOWN', { knowledge: 'sotf' }],
] as const)('%s is refused', async (_what, code, change) => {
  const wrong = defineMapping({
    id: 'wrong',
    summary: 'names a layer that is not there',
    create: () => ({ pairs: () => [{ student: 'hiden1', teacher: 'hidden1' }] }),
  });
  const near = defineFeatureKnowledge({ id: 'near', summary: 'near', loss: () => ({}) });
  const terms = [{ knowledge: 'near', weight: 1, ...change }];
  const second = stage('second', { learners: [{ ...learner, objective: { task: 1, terms } }] });
  await expect(planScript(inOrder([stage('first'), second]), { contributions: [wrong, near] })).rejects.toMatchObject({ code });
});

test('a result that no stage fills is refused', async () => {
  await expect(planScript(inOrder([stage('first')], { slot: 'nowhere' }), { recipe: recipeOf() })).rejects.toMatchObject({ code: 'KD_E_RUN_STAGE' });
});
