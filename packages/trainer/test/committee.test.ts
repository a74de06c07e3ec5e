// How a committee is heard: gradients of its spaces, one member, weights by member and by sample, peers, turns.
import {
  defineFeatureKnowledge,
  defineFeatureSequenceKnowledge,
  defineMapping,
  defineResponseKnowledge,
  defineWeighting,
  type Learner,
  type MergeSpec,
  type NamedTensors,
  type Scalar,
  type Stage,
  type TeacherRef,
  type Tensor,
  type WeightingInput,
} from '@retort/kernel';
import {
  createVariable,
  gradients,
  liveCount,
  mean,
  mul,
  ones,
  readAll,
  reshape,
  scalar,
  softmax,
  softmaxKl,
  square,
  stack,
  sub,
  sum,
  tensor1d,
  weighSamples,
} from '@retort/tensor';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf } from '../src/loop/answer.ts';
import { clockAt } from '../src/loop/clock.ts';
import { learnerLoss } from '../src/loop/learner-loss.ts';
import { takeStep } from '../src/loop/step.ts';
import { learner, loaderOf, openStage, stageOf, type TinyStage, tinyKernel } from './tiny-stage.ts';

/** KL at temperature 1 that honours sample weights. */
const weighing = defineResponseKnowledge({
  id: 'weighing',
  summary: 'weighs samples',
  weighs: true,
  loss: ({ student, teacher, weights }) => {
    const each = softmaxKl(student, teacher, 1);
    return { weighing: mean<Scalar>(weights === undefined ? each : mul(each, weights)) };
  },
});
const given = defineWeighting({
  id: 'given',
  summary: 'as the options say',
  options: z.strictObject({ weights: z.array(z.number()) }),
  create: ({ weights }) => ({ feeds: {}, per: 'member', build: () => () => tensor1d(weights) }),
});
/** The first member for samples that the teacher finds likely to be of class 0. */
const bySample = defineWeighting({
  id: 'by-sample',
  summary: 'by the first member’s own answer',
  create: () => ({
    feeds: {},
    per: 'sample',
    build:
      () =>
      ({ members }: WeightingInput) =>
        softmax(members[0]!),
  }),
});
/** Both layers, each as much as its variable says. */
const attending = defineMapping({
  id: 'attending',
  summary: 'weighs two readings of one layer',
  create: () => ({
    pairs: () => [{ student: 'logits', teacher: 'logits' }],
    build({ student, teacher }) {
      const share = createVariable(tensor1d([0.25, 0.75]));
      const shapes = { student: student[0]!, teacher: teacher[0]!, weighted: true };
      return {
        joined: [
          { ...shapes, label: 'one' },
          { ...shapes, label: 'two' },
        ],
        variables: { share },
        join: ({ student: own, teacher: other }) =>
          [0, 1].map((k) => ({
            student: own[0]!,
            teacher: other[0]!,
            weights: mul(ones([own[0]!.shape[0]!]), reshape(sum(mul(share, tensor1d([1 - k, k]))), [])) as never,
          })),
      };
    },
  }),
});

const kernel = await tinyKernel(weighing, given, bySample, attending);
afterAll(() => kernel.dispose());

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const both = { one: { kind: 'teacher' }, two: { kind: 'slot', slot: 'earlier' } } as const;
const committee = (merge: Partial<MergeSpec> = {}, members: Readonly<Record<string, TeacherRef>> = both): TeacherRef => ({
  kind: 'committee',
  members,
  merge: { space: 'loss', weights: { id: 'given', weights: Object.keys(members).map(() => 1 / Object.keys(members).length) }, ...merge },
});
const taughtBy = (teacher: TeacherRef, knowledge = 'soft', name = 'student'): Learner => ({
  ...learner,
  name,
  student: { ...learner.student, slot: name },
  teacher,
  objective: { task: 0, terms: [{ knowledge, weight: 1 }] },
});

async function using<T>(stage: Stage, work: (tiny: TinyStage) => Promise<T>): Promise<T> {
  const tiny = await openStage(kernel, stage);
  try {
    return await work(tiny);
  } finally {
    tiny.dispose();
  }
}

async function firstBatch(tiny: TinyStage) {
  for await (const batch of loaderOf(tiny.plan.stage).epoch(0)) return batch;
  throw new Error('no batch');
}

/** Gradients of one learner's own loss by all trainables of its stage, on the first batch. */
function gradientsOf(stage: Stage, name = 'student'): Promise<Readonly<Record<string, Float32Array>>> {
  return using(stage, async (tiny) => {
    const { plan } = tiny;
    const batch = await firstBatch(tiny);
    const observed = await Promise.all(plan.teachers.map(({ teacher, taps }) => teacher.observe(batch, taps)));
    const feeds = plan.feeds.at(clockAt(0, 3, 1), {});
    let named: NamedTensors = {};
    try {
      const one = plan.learners.find((each) => each.name === name)!;
      const { value, gradients: raw } = gradients(() => {
        const traces = new Map(plan.learners.map((each) => [each.name, each.student.forward(batch.inputs, { training: true, taps: each.studentTaps })]));
        const teacher = answerOf(one.teacher!, name, { observed, traces, batch, feeds: feeds.values });
        return learnerLoss(one, { student: traces.get(name)!, teacher, batch, feeds: feeds.values, training: true }).total;
      }, plan.trainables);
      named = { ...raw, value };
      return (await readAll(raw)) as Readonly<Record<string, Float32Array>>;
    } finally {
      feeds.dispose();
      for (const tensor of [...Object.values(named), ...observed.map(({ logits }) => logits), batch.inputs, batch.labels, batch.targets, batch.labelled])
        tensor.dispose();
    }
  });
}

function expectNear(one: Readonly<Record<string, Float32Array>>, two: Readonly<Record<string, Float32Array>>, tolerance: number): void {
  expect(Object.keys(one)).toEqual(Object.keys(two));
  for (const [name, values] of Object.entries(one))
    for (const [n, value] of values.entries()) expect(Math.abs(value - two[name]![n]!), `${name}[${n}]`).toBeLessThanOrEqual(tolerance);
}

describe('the spaces of a committee', () => {
  test('losses and probabilities have one gradient; logits another', async () => {
    const [loss, probability, logit] = await Promise.all([
      gradientsOf(stageOf([taughtBy(committee())])),
      gradientsOf(stageOf([taughtBy(committee({ space: 'probability' }))])),
      gradientsOf(stageOf([taughtBy(committee({ space: 'logit' }))])),
    ]);
    expectNear(loss, probability, 1e-7);
    const apart = Object.keys(loss).map((name) => Math.max(...loss[name]!.map((value, n) => Math.abs(value - logit[name]![n]!))));
    expect(Math.max(...apart)).toBeGreaterThan(1e-5);
  });

  test('so have weights by sample, where the knowledge honours them', async () => {
    const merge = { weights: 'by-sample' };
    expectNear(
      await gradientsOf(stageOf([taughtBy(committee(merge), 'weighing')])),
      await gradientsOf(stageOf([taughtBy(committee({ ...merge, space: 'probability' }), 'weighing')])),
      1e-7,
    );
  });

  test.each(['loss', 'logit', 'probability'] as const)('one member alone is that member, bit for bit (%s)', async (space) => {
    const one = await gradientsOf(stageOf([taughtBy(committee({ space }, { one: { kind: 'teacher' } }))]));
    expect(one).toEqual(await gradientsOf(stageOf([taughtBy({ kind: 'teacher' })])));
  });

  test('the weights of a loss are taken as they are: twice the weight, twice the gradient', async () => {
    const once = await gradientsOf(stageOf([taughtBy(committee({ weights: { id: 'given', weights: [1, 0] } }))]));
    const twice = await gradientsOf(stageOf([taughtBy(committee({ weights: { id: 'given', weights: [2, 0] } }))]));
    for (const [name, values] of Object.entries(once)) expect(twice[name]).toEqual(values.map((value) => 2 * value));
    expect(once).toEqual(await gradientsOf(stageOf([taughtBy({ kind: 'teacher' })])));
  });

  test('a nested committee is heard as one', async () => {
    const nested = committee({ space: 'logit' }, { inner: committee({ space: 'logit' }), two: both.two });
    const flat = committee({ space: 'logit', weights: { id: 'given', weights: [0.25, 0.75] } });
    expectNear(await gradientsOf(stageOf([taughtBy(nested)])), await gradientsOf(stageOf([taughtBy(flat)])), 1e-7);
  });

  test('heard apart, a committee within a committee is its members, each as much as both say; also where one says it by sample', async () => {
    const third: TeacherRef = { kind: 'self' };
    const inner = committee({ weights: { id: 'given', weights: [0.25, 0.75] } });
    const nested = committee({ weights: { id: 'given', weights: [0.5, 2] } }, { inner, own: third });
    const flat = committee({ weights: { id: 'given', weights: [0.125, 0.375, 2] } }, { ...both, own: third });
    expectNear(await gradientsOf(stageOf([taughtBy(nested)])), await gradientsOf(stageOf([taughtBy(flat)])), 1e-7);
    const bySamples = (teacher: TeacherRef) => gradientsOf(stageOf([taughtBy(teacher, 'weighing')]));
    const twice = await bySamples(committee({ weights: { id: 'given', weights: [2] } }, { inner: committee({ weights: 'by-sample' }) }));
    const once = await bySamples(committee({ weights: 'by-sample' }));
    for (const [name, values] of Object.entries(once)) for (const [n, value] of values.entries()) expect(twice[name]![n]).toBeCloseTo(2 * value, 6);
    await expect(openStage(kernel, stageOf([taughtBy(committee({}, { inner: committee({ weights: 'by-sample' }) }))]))).rejects.toThrow('KD_E_PLAN_WEIGHTS');
  });

  test('committees within committees have feeds of their own', async () => {
    const fed = defineWeighting({
      id: 'fed',
      summary: 'the first as much as a feed says, the rest 1',
      options: z.strictObject({ first: z.number() }),
      create: ({ first }) => ({
        feeds: { first },
        per: 'member',
        build:
          () =>
          ({ feeds }: WeightingInput) =>
            stack([feeds.first!, scalar(1)]),
      }),
    });
    const other = await tinyKernel(weighing, given, bySample, attending, fed);
    const inner = committee({ weights: { id: 'fed', first: 0.25 } });
    const tiny = await openStage(other, stageOf([taughtBy(committee({ weights: { id: 'fed', first: 3 } }, { inner, own: { kind: 'self' } }))]));
    const feeds = tiny.plan.feeds.at(clockAt(0, 3, 1), {});
    const values = await readAll(feeds.values);
    expect(values['student/teacher/first']![0]).toBe(3);
    expect(values['student/teacher/inner/first']![0]).toBe(0.25);
    feeds.dispose();
    tiny.dispose();
    await other.dispose();
  });

  test('one member can be read alone, by its name', async () => {
    const read = taughtBy(committee({ weights: { id: 'given', weights: [1, 1] } }));
    const objective = { task: 0, terms: [{ knowledge: 'soft', weight: 1, mapping: 'of-two' }] };
    const ofTwo = defineMapping({ id: 'of-two', summary: 'two', create: () => ({ pairs: () => [{ student: 'logits', teacher: 'two/logits' }] }) });
    const other = await tinyKernel(weighing, given, bySample, attending, ofTwo);
    const tiny = await openStage(other, stageOf([{ ...read, objective }]));
    expect(tiny.plan.learners[0]!.terms[0]!.voices).toEqual([1]);
    tiny.dispose();
    await other.dispose();
  });

  test.each([
    ['KD_E_PLAN_WEIGHTS', committee({ weights: 'by-sample' })],
    ['KD_E_PLAN_COMMITTEE', committee({}, {})],
    ['KD_E_ID_INVALID', committee({}, { 'No Name': { kind: 'teacher' } })],
    ['KD_E_PLAN_PEER', committee({}, { peer: { kind: 'peer', learner: 'nobody' } })],
  ] as const)('refuses with %s', async (code, teacher) => {
    await expect(openStage(kernel, stageOf([taughtBy(teacher)]))).rejects.toMatchObject({ code });
  });
});

describe('learners of one stage', () => {
  const peers = (): readonly Learner[] => [taughtBy({ kind: 'peer', learner: 'b' }, 'soft', 'a'), taughtBy({ kind: 'peer', learner: 'a' }, 'soft', 'b')];

  test('the gradient of one’s loss by the other’s variables is exactly zero: there is none', async () => {
    const own = Object.keys(await gradientsOf(stageOf(peers()), 'a'));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((name) => !name.startsWith('a/'))).toEqual([]);
  });

  const after = (stage: Stage) =>
    using(stage, async (tiny) => {
      const scalars = await takeStep(tiny.plan, { batch: await firstBatch(tiny), clock: clockAt(0, 3, 1), rate: 0.5, report: true });
      const report = Object.fromEntries(Object.entries(await readAll(scalars!)).map(([name, [value]]) => [name, value!]));
      for (const scalar of Object.values(scalars!)) scalar.dispose();
      return { report, weights: await readAll(tiny.plan.trainables) };
    });
  const of = (name: string, weights: Readonly<Record<string, ArrayLike<number>>>) => Object.entries(weights).filter(([each]) => each.startsWith(`${name}/`));

  test('in turn, the second meets the first as it is by then', async () => {
    const together = await after(stageOf(peers()));
    const inTurn = await after({ ...stageOf(peers()), order: 'in-turn' });
    expect(of('a', inTurn.weights)).toEqual(of('a', together.weights));
    expect(of('b', inTurn.weights)).not.toEqual(of('b', together.weights));
    expect(inTurn.report.loss).toBeCloseTo(inTurn.report['a/soft']! + inTurn.report['b/soft']!, 6);
    expect(inTurn.report['a/soft']).toBe(together.report['a/soft']);
    expect(inTurn.report.gradientNorm).toBeGreaterThan(0);
  });

  test('a frozen learner is not moved, its modules are', async () => {
    const frozen: Learner = { ...taughtBy({ kind: 'teacher' }, 'weighing'), frozen: true, objective: { task: 0, terms: [{ knowledge: 'moving', weight: 1 }] } };
    const moving = defineResponseKnowledge({
      id: 'moving',
      summary: 'has a module',
      build() {
        const scale = createVariable(tensor1d([1, 1]));
        return { variables: { scale }, loss: ({ student, teacher }) => ({ moving: mean<Scalar>(square(sub(mul(student, scale), teacher))) }) };
      },
    });
    const other = await tinyKernel(moving);
    const tiny = await openStage(other, stageOf([frozen]));
    expect(Object.keys(tiny.plan.trainables)).toEqual(['student/moving/knowledge/scale']);
    const first = await readAll({ scale: tiny.plan.trainables['student/moving/knowledge/scale'] as Tensor });
    await takeStep(tiny.plan, { batch: await firstBatch(tiny), clock: clockAt(0, 3, 1), rate: 0.5, report: false });
    expect(await readAll({ scale: tiny.plan.trainables['student/moving/knowledge/scale'] as Tensor })).not.toEqual(first);
    tiny.dispose();
    await other.dispose();
  });

  test('itself as a teacher gives no gradient through the teacher’s side', async () => {
    const found = await gradientsOf(stageOf([taughtBy({ kind: 'self' })]));
    for (const values of Object.values(found)) for (const value of values) expect(Math.abs(value)).toBeLessThan(1e-7);
  });
});

test('a mapping that attends is trained with the student, and its weights reach the loss', async () => {
  const objective = { task: 0, terms: [{ knowledge: 'matching', weight: 1, mapping: 'attending', connector: 'identity' }] };
  const matching = defineFeatureKnowledge({
    id: 'matching',
    summary: 'squared difference',
    weighs: true,
    loss: ({ student, teacher, weights }) => ({ matching: mean<Scalar>(mul(mean(square(sub(student, teacher)), 1), weights!)) }),
  });
  const other = await tinyKernel(matching, attending);
  const tiny = await openStage(other, stageOf([{ ...learner, objective }]));
  expect(Object.keys(tiny.plan.trainables)).toContain('student/matching/mapping/share');
  expect(tiny.plan.learners[0]!.terms[0]!.pairs.map((pair) => pair.student)).toEqual(['one', 'two']);
  const scalars = await takeStep(tiny.plan, { batch: await firstBatch(tiny), clock: clockAt(0, 3, 1), rate: 0.5, report: true });
  for (const scalar of Object.values(scalars!)) scalar.dispose();
  const { share } = await readAll({ share: tiny.plan.trainables['student/matching/mapping/share'] as Tensor });
  // Both weights have the same gradient: the mean squared difference. They start at 1/4 and 3/4.
  expect(share![1]! - share![0]!).toBeCloseTo(0.5, 6);
  expect(share![0]).toBeLessThan(0.25);
  tiny.dispose();
  await other.dispose();
});

describe('a knowledge of all pairs at once', () => {
  const seen: (readonly number[] | undefined)[] = [];
  const sequence = (id: string, weighs: boolean) =>
    defineFeatureSequenceKnowledge({
      id,
      summary: 'says how it is weighed',
      weighs,
      loss: ({ student, weights }) => {
        seen.push(weights?.shape);
        return { [id]: mean<Scalar>(weighSamples(square(student[0]!), weights)) };
      },
    });
  const ofOne = defineMapping({ id: 'of-one', summary: 'one', create: () => ({ pairs: () => [{ student: 'logits', teacher: 'one/logits' }] }) });
  const stage = (knowledge: string, mapping: string, teacher: TeacherRef): Stage =>
    stageOf([{ ...taughtBy(teacher), objective: { task: 0, terms: [{ knowledge, weight: 1, mapping, connector: 'identity' }] } }]);

  test('is told how much its member counts for each sample, where it honours that', async () => {
    const other = await tinyKernel(sequence('honest', true), sequence('deaf', false), bySample, ofOne);
    const tiny = await openStage(other, stage('honest', 'of-one', committee({ weights: 'by-sample' })));
    seen.length = 0;
    await takeStep(tiny.plan, { batch: await firstBatch(tiny), clock: clockAt(0, 3, 1), rate: 0.5, report: false });
    expect(seen).toEqual([[4]]);
    tiny.dispose();
    await expect(openStage(other, stage('deaf', 'of-one', committee({ weights: 'by-sample' })))).rejects.toMatchObject({ code: 'KD_E_PLAN_WEIGHTS' });
    await other.dispose();
  });

  test('cannot be weighed pair by pair', async () => {
    const other = await tinyKernel(sequence('honest', true), attending);
    await expect(openStage(other, stage('honest', 'attending', { kind: 'teacher' }))).rejects.toThrow(/pair by pair.*KD_E_PLAN_WEIGHTS/);
    await other.dispose();
  });
});

test('terms that read no teacher need none; others say which they are', async () => {
  const smooth = defineResponseKnowledge({
    id: 'smooth',
    summary: 'reads no teacher',
    teacherless: true,
    loss: ({ student }) => ({ smooth: mean<Scalar>(square(student)) }),
  });
  const other = await tinyKernel(smooth);
  const { teacher: _, ...untaught } = learner;
  const objective = (...ids: string[]) => ({ task: 0, terms: ids.map((knowledge) => ({ knowledge, weight: 1 })) });
  const tiny = await openStage(other, stageOf([{ ...untaught, objective: objective('smooth') }]));
  expect(tiny.plan.teachers).toEqual([]);
  tiny.dispose();
  await expect(openStage(other, stageOf([{ ...untaught, objective: objective('smooth', 'soft') }]))).rejects.toThrow(/terms \(soft\).*KD_E_PLAN_TEACHER/);
  await other.dispose();
});
