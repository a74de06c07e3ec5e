// The quiz of MetaDistil: its derivative by the teacher against differences of the quiz's own loss, and the student put back.
import { disposeBatch } from '@retort/data';
import { defineResponseKnowledge, type Learner, type Quiz, type Scalar, type Stage } from '@retort/kernel';
import { add, gradients, liveCount, mean, mul, oneHot, readAll, reshape, scope, softmaxKl, tensor1d } from '@retort/tensor';
import { afterAll, expect, test } from 'vitest';
import { clockAt } from '../src/loop/clock.ts';
import { holdQuiz, lessonTerm } from '../src/loop/quiz.ts';
import { takeStep } from '../src/loop/step.ts';
import { learner, loaderOf, openStage, stageOf, type TinyStage, tinyKernel } from './tiny-stage.ts';

const T = 2;
const WEIGHT = 0.7;
const warm = defineResponseKnowledge({
  id: 'warm',
  summary: 'T^2 KL, mean over the batch',
  loss: ({ student, teacher }) => ({ warm: mul(mean<Scalar>(softmaxKl(student, teacher, T)), T * T) }),
});
const kernel = await tinyKernel(warm);
afterAll(() => kernel.dispose());

const tutor: Learner = {
  name: 'tutor',
  student: { slot: 'tutor', model: { id: 'mlp', hidden: [5], activation: 'tanh' } },
  objective: { task: 0, terms: [] },
};
const pupil: Learner = {
  ...learner,
  student: { slot: 'student', model: { id: 'mlp', hidden: [3], activation: 'tanh' } },
  teacher: { kind: 'peer', learner: 'tutor' },
  objective: { task: 1 - WEIGHT, terms: [{ knowledge: 'warm', weight: WEIGHT }] },
};
const quiz: Quiz = { teacher: 'tutor', student: 'student', samples: 0.3, rate: 4, temperature: T, weight: WEIGHT, derivative: 'exact' };
const stage = (change: Partial<Quiz> = {}): Stage => ({ ...stageOf([tutor, pupil]), order: 'in-turn', quiz: { ...quiz, ...change } });

async function using<T>(one: Stage, work: (tiny: TinyStage) => Promise<T>): Promise<T> {
  const tiny = await openStage(kernel, one);
  try {
    return await work(tiny);
  } finally {
    tiny.dispose();
  }
}

async function batches(tiny: TinyStage) {
  const read = [];
  for await (const batch of loaderOf(tiny.plan.stage).epoch(0)) read.push(batch);
  disposeBatch(read[2]!);
  return { batch: read[0]!, questions: read[1]! };
}

test.each([
  ['exact', 2e-3],
  ['difference', 1e-2],
] as const)('the derivative (%s) is that of the quiz’s loss by every weight of the teacher', async (derivative, tolerance) => {
  await using(stage({ derivative }), async ({ plan, students }) => {
    const before = liveCount();
    const { batch, questions } = await batches({ plan } as TinyStage);
    const feeds = plan.feeds.at(clockAt(0, 3, 1), {});
    const input = { batch, questions, observed: [], feeds: feeds.values };
    const model = students.get('tutor')!;
    const markAt = async (): Promise<number> => {
      const { mark, push } = holdQuiz(plan.quiz!, input);
      const [value] = await mark.data();
      mark.dispose();
      push.dispose();
      return value!;
    };
    const { push, mark } = holdQuiz(plan.quiz!, input);
    const found = gradients(() => lessonTerm(plan.quiz!, model.forward(batch.inputs, { training: false, taps: [] }).logits, push), model.trainables());
    const derivatives = await readAll(found.gradients);
    const scale = Math.max(...Object.values(derivatives).flatMap((values) => [...values].map(Math.abs)));
    expect(scale).toBeGreaterThan(1e-3);
    const h = 0.05;
    for (const [name, variable] of Object.entries(model.trainables())) {
      const first = variable.clone();
      for (const place of [0, variable.size - 1]) {
        const at = async (sign: number) => {
          scope(() => variable.assign(add(first, reshape(mul(oneHot(tensor1d([place], 'int32'), variable.size), sign * h), variable.shape))));
          return markAt();
        };
        const numeric = ((await at(1)) - (await at(-1))) / (2 * h);
        variable.assign(first);
        expect(Math.abs(derivatives[name]![place]! - numeric), `${name}[${place}]: ${derivatives[name]![place]} against ${numeric}`).toBeLessThan(
          tolerance * scale + 2e-4,
        );
      }
      first.dispose();
    }
    for (const tensor of [push, mark, found.value, ...Object.values(found.gradients)]) tensor.dispose();
    feeds.dispose();
    disposeBatch(batch);
    disposeBatch(questions);
    expect(liveCount().buffers - before.buffers).toBe(0);
  });
});

test('a step moves the teacher by the quiz, leaves nothing behind, and the student only by its own turn', async () => {
  await using(stage(), async (tiny) => {
    const first = await readAll(tiny.plan.trainables);
    const step = async (at: number) => {
      const scalars = await takeStep(tiny.plan, { ...(await batches(tiny)), clock: clockAt(at, 3, 3), rate: 0.1, report: true });
      const report = await readAll(scalars!);
      for (const scalar of Object.values(scalars!)) scalar.dispose();
      return report;
    };
    const report = await step(0);
    expect(report['tutor/quiz']![0]).toBeGreaterThan(0);
    const after = await readAll(tiny.plan.trainables);
    expect(after['tutor/student/logits/kernel']).not.toEqual(first['tutor/student/logits/kernel']);
    const alive = liveCount();
    await step(1);
    expect(liveCount()).toEqual(alive);
  });
});

test('with a trial step of length near 0 the quiz asks nothing of the teacher', async () => {
  const moved = (rate: number) =>
    using(stage({ rate }), async (tiny) => {
      const name = 'tutor/student/logits/kernel';
      const first = (await readAll(tiny.plan.trainables))[name]!;
      await takeStep(tiny.plan, { ...(await batches(tiny)), clock: clockAt(0, 3, 3), rate: 0.1, report: false });
      return Math.max(...(await readAll(tiny.plan.trainables))[name]!.map((value, n) => Math.abs(value - first[n]!)));
    });
  expect(await moved(1e-6)).toBeLessThan(1e-6);
  expect(await moved(4)).toBeGreaterThan(1e-4);
});

test.each([
  ['together', { ...stage(), order: 'together' }],
  ['the student first', { ...stage(), learners: [pupil, tutor] }],
  ['a stranger', { ...stage({ teacher: 'nobody' }), learners: [{ ...tutor, objective: { task: 1, terms: [] } }, pupil] }],
  ['all samples', stage({ samples: 1 })],
  ['no rate', stage({ rate: 0 })],
] as const)('is refused: %s', async (_, one) => {
  await expect(openStage(kernel, one as Stage)).rejects.toMatchObject({ code: 'KD_E_PLAN_QUIZ' });
});
