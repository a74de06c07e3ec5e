// What a strategy may ask of the run beside training: first weights, selected samples, quizzes, further participants.
import { defineFamily, type Learner, type ModelBuild, type Stage, type StageOutcome, type StrategyContext, type TeacherRef } from '@retort/kernel';
import { mlp } from '@retort/models';
import { liveCount } from '@retort/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDisk, equal, inOrder, planScript, recipeOf, runScript, type Script } from './scripted-run.ts';
import { learner, stageOf, training } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const slot = (name: string): TeacherRef => ({ kind: 'slot', slot: name });
const inSlot = (name: string, more: Partial<Learner> = {}): Learner => ({
  ...learner,
  ...more,
  student: { slot: name, model: { id: 'mlp', hidden: [3] }, ...more.student },
});
const stage = (name: string, one: Learner, more: Partial<Stage> = {}): Stage => ({ ...stageOf([one], { epochs: 1 }), name, view: 'full', ...more });

describe('first weights', () => {
  const still = { task: { id: 'constant', value: 0 }, terms: [] } as const;

  test('a later generation starts from an earlier one, or from the teacher', async () => {
    const from = (source: NonNullable<Learner['student']['from']>, model = { id: 'mlp', hidden: [3] }) =>
      stage('second', inSlot('second', { objective: still, student: { slot: 'second', model, from: source } }));
    const one = await runScript(inOrder([stage('first', inSlot('student'))]));
    const two = await runScript(inOrder([stage('first', inSlot('student')), from({ kind: 'slot', slot: 'student' })], { slot: 'second' }));
    expect(two.weights).toEqual(one.weights);
    const taught = await runScript(inOrder([from({ kind: 'teacher' }, { id: 'mlp', hidden: [4] })], { slot: 'second' }));
    expect(taught.participants.map(({ metrics }) => metrics.agreement)).toEqual([undefined, 1]);
  });

  test('not from a slot that is new in the same stage', async () => {
    const second = inSlot('second', { name: 'second', student: { slot: 'second', model: 'mlp', from: { kind: 'slot', slot: 'student' } } });
    await expect(runScript(inOrder([stageOf([learner, second])]))).rejects.toMatchObject({ code: 'KD_E_RUN_STAGE' });
  });

  test('a network is shown the teacher, also where its parameters are counted', async () => {
    const seen: ModelBuild['teacher'][] = [];
    const taking = defineFamily({
      id: 'taking',
      summary: 'looks at the teacher',
      create: () => ({
        build(build) {
          seen.push(build.teacher);
          return mlp.create({ hidden: [2], activation: 'relu', batchNorm: false, dropout: 0 }, {}).build(build);
        },
      }),
    });
    const script: Script = async function* ({ parameters }) {
      expect(await parameters('taking')).toBe(4 * 2 + 2 + 2 * 2 + 2);
      yield stage('only', inSlot('student', { student: { slot: 'student', model: 'taking' } }));
      return { slot: 'student' };
    };
    await runScript(script, { contributions: [taking] });
    expect(seen.map((teacher) => teacher?.taps.includes('hidden1'))).toEqual([true, true]);
  });
});

test('outcomes are judged on validation where there is some', async () => {
  const outcomes: StageOutcome[] = [];
  const told: StrategyContext[] = [];
  const script: Script = async function* (context) {
    told.push(context);
    outcomes.push(yield stage('only', inSlot('student')));
    return { slot: 'student' };
  };
  await runScript(script);
  await runScript(script, { recipe: recipeOf({ data: { ...recipeOf().data, validation: 8 } }) });
  expect(outcomes.map(({ judged }) => judged)).toEqual(['test', 'validation']);
  expect(told.map(({ judged }) => judged)).toEqual(['test', 'validation']);
  for (const { teacherMetrics } of told) expect(teacherMetrics!.accuracy).toBeGreaterThan(0.3);
  expect(Object.keys(outcomes[0]!.learners.student!)).toEqual(Object.keys(told[0]!.teacherMetrics!));
});

test('what a strategy chose by is told', async () => {
  const figures = { first: { accuracy: 0.5, cost: 10 } };
  const { events } = await runScript(inOrder([stage('only', inSlot('student'))], { slot: 'student', figures }));
  expect(events).toContainEqual({ kind: 'figures', seed: 1, arm: 'distilled', figures });
});

test('the easiest half of the view is trained on, and resumed', async () => {
  const select = { by: { kind: 'teacher' }, keep: 0.5, order: 'easiest' } as const;
  const script = inOrder(
    [stage('half', inSlot('student'), { select }), stage('by-slot', inSlot('second'), { select: { ...select, by: { kind: 'slot', slot: 'student' } } })],
    {
      slot: 'second',
    },
  );
  const reference = await runScript(script);
  const all = await runScript(inOrder([stage('half', inSlot('student'))]));
  const count = (steps: readonly string[], name: string) => steps.filter((step) => step.startsWith(`distilled/${name} `)).length;
  expect([count(all.steps, 'half'), count(reference.steps, 'half'), count(reference.steps, 'by-slot')]).toEqual([8, 4, 4]);
  for (const stopAt of [10, 14]) {
    const files = await emptyDisk();
    await runScript(script, { files, stopAt });
    expect((await runScript(script, { files })).weights).toEqual(reference.weights);
  }
});

test('a quiz asks samples that are not trained on, and is resumed', async () => {
  const tutor: Learner = { ...learner, name: 'tutor', student: { slot: 'tutor', model: { id: 'mlp', hidden: [4] } }, objective: { task: 1, terms: [] } };
  const pupil: Learner = { ...learner, teacher: { kind: 'peer', learner: 'tutor' } };
  const quiz = { teacher: 'tutor', student: 'student', samples: 0.25, rate: 0.1, temperature: 1, weight: 1, derivative: 'difference' } as const;
  const script = inOrder([{ ...stageOf([tutor, pupil], { epochs: 2 }), view: 'full', order: 'in-turn', quiz }]);
  const reference = await runScript(script);
  // 32 samples, 8 of them asked: 6 steps an epoch.
  expect(reference.steps.filter((step) => step.startsWith('distilled'))).toHaveLength(12);
  const reports = reference.events.flatMap((event) =>
    event.kind === 'stage' && event.place.arm === 'distilled' && event.event.kind === 'step' ? [event.event.report] : [],
  );
  expect(Object.keys(reports[0]!.terms)).toContain('tutor/quiz');
  for (const stopAt of [11, 15]) {
    const files = await emptyDisk();
    await runScript(script, { files, stopAt });
    expect((await runScript(script, { files })).weights).toEqual(reference.weights);
  }
});

describe('who else is measured', () => {
  const generations = [stage('first', inSlot('first')), stage('second', inSlot('student'), { training: { ...training, epochs: 2 } })];
  const committee: TeacherRef = { kind: 'committee', members: { one: slot('first'), two: slot('student') }, merge: { space: 'probability', weights: 'equal' } };

  test('a slot, a committee, the teacher: each a participant with the cost of what trained it', async () => {
    const also = { assistant: slot('first'), ensemble: committee, again: { kind: 'teacher' } } as const;
    const { participants } = await runScript(inOrder(generations, { slot: 'student', also }), { contributions: [equal] });
    const small = 4 * 3 + 3 + 3 * 2 + 2;
    expect(participants.map(({ name, parameters, steps }) => [name, parameters, steps])).toEqual([
      ['teacher', 4 * 4 + 4 + 4 * 2 + 2, 8],
      ['distilled', small, 8 + 16],
      ['distilled-assistant', small, 8],
      ['distilled-ensemble', 2 * small, 24],
      ['distilled-again', 4 * 4 + 4 + 4 * 2 + 2, 0],
    ]);
    const [teacher, student, assistant, ensemble, again] = participants;
    expect(again!.logits).toEqual(teacher!.logits);
    expect(again!.metrics.agreement).toBe(1);
    // The logarithm of the mean of both probabilities, row by row.
    const softmax = (row: readonly number[]) => row.map((value) => Math.exp(value) / row.reduce((sum, other) => sum + Math.exp(other), 0));
    for (let row = 0; row < 8; row++) {
      const [one, two] = [assistant!, student!].map(({ logits }) => softmax([...logits.subarray(2 * row, 2 * row + 2)]));
      for (const c of [0, 1]) expect(ensemble!.logits[2 * row + c]).toBeCloseTo(Math.log((one![c]! + two![c]!) / 2), 5);
    }
  });

  test.each([
    ['an empty slot', { who: slot('nowhere') }, 'KD_E_RUN_STAGE'],
    ['a learner of a stage', { who: { kind: 'peer', learner: 'student' } }, 'KD_E_RUN_STAGE'],
    ['a committee with an empty slot', { who: { ...committee, members: { one: slot('first'), two: slot('nowhere') } } }, 'KD_E_RUN_STAGE'],
    ['a name that is none', { 'W H O': slot('first') }, 'KD_E_ID_INVALID'],
    ['the name of an arm', { taken: slot('first') }, 'KD_E_RUN_STAGE'],
  ] satisfies [string, Readonly<Record<string, TeacherRef>>, string][])('%s is refused before anything is trained', async (_what, also, code) => {
    const arm = recipeOf().arms.distilled!;
    const recipe = recipeOf({ arms: { distilled: arm, 'distilled-taken': { ...arm, student: 'mlp' } } });
    await expect(planScript(inOrder(generations, { slot: 'student', also }), { recipe, contributions: [equal] })).rejects.toMatchObject({ code });
    await expect(runScript(inOrder(generations, { slot: 'student', also }), { recipe, contributions: [equal] })).rejects.toMatchObject({ code });
  });
});
