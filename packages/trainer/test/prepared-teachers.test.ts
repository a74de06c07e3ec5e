// Teachers that begin with the next batch beside the step: the same numbers as without, resumed or not, through committees and wrappers too,
// and nothing left behind of what was begun for a batch that no step took.
import { type Batch, defineTeacher, likeTeacher, prepareInner, type Teacher, type TeacherBuild, type TeacherSource } from '@retort/kernel';
import { liveCount, readAll, tensor } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { borrowedTeacher } from '../src/teacher/borrowed-teacher.ts';
import { specialistTeacher } from '../src/teacher/specialist-teacher.ts';
import { emptyDisk, equal, inOrder, recipeOf, runScript } from './scripted-run.ts';
import { learner, openStage, stageOf, tinyKernel, training, trainTiny } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

/** Answers a prepared batch from a copy that it made then, and counts those. */
function preparing(inside: Teacher, count = { prepared: 0, used: 0 }): Teacher {
  const begun = new WeakMap<Batch, Float32Array>();
  return {
    ...likeTeacher(inside),
    async prepare(batch) {
      count.prepared += 1;
      begun.set(batch, (await readAll({ inputs: batch.inputs })).inputs!);
    },
    async observe(batch, taps) {
      const values = begun.get(batch);
      if (values === undefined) return inside.observe(batch, taps);
      count.used += 1;
      const inputs = tensor(values, batch.inputs.shape, 'float32');
      try {
        return await inside.observe({ ...batch, inputs }, taps);
      } finally {
        inputs.dispose();
      }
    },
  };
}

const plain = (inside: Teacher): Teacher => inside;

/** A teacher of a recipe that is opened: alone, or beside a network of the run. */
function opened(wrap: (inside: Teacher) => Teacher, more: Partial<TeacherSource> = {}) {
  const theirs = { name: 'theirs', open: async ({ inputShape, classes }: TeacherBuild) => wrap(tinyTeacher({ inputShape, classes })) };
  return [equal, defineTeacher({ id: 'opened', summary: 'opened', create: () => ({ ...more, members: [theirs, ...(more.members ?? [])] }) })];
}

const around = (inside: Teacher): Teacher => ({
  ...likeTeacher(inside),
  ...prepareInner(inside),
  observe: (batch, taps) => inside.observe(batch, taps),
});

const recipe = recipeOf({ teacher: 'opened' });
const ours = { name: 'ours', model: { id: 'mlp', hidden: [4] }, training: { ...training, epochs: 1 } };

test.each<[string, Partial<TeacherSource>]>([
  ['alone', {}],
  ['in a committee', { members: [ours], merge: { space: 'loss', weights: 'equal' } }],
  ['in a committee behind a wrapper', { members: [ours], merge: { space: 'logit', weights: 'equal' }, wrap: around }],
])('the student is the same to the bit, at once or stopped and resumed: %s', async (_, more) => {
  const stages = inOrder([stageOf()]);
  const { weights, steps } = await runScript(stages, { recipe, contributions: opened(plain, more) });
  const count = { prepared: 0, used: 0 };
  const contributions = opened((inside) => preparing(inside, count), more);
  expect((await runScript(stages, { recipe, contributions })).weights).toEqual(weights);
  const trained = steps.filter((step) => step.startsWith('distilled'));
  expect(count).toEqual({ prepared: trained.length, used: trained.length });

  const files = await emptyDisk();
  const cut = await runScript(stages, { recipe, contributions, files, stopAt: steps.length - trained.length + 2 });
  expect(cut.interrupted).toBe(true);
  // The batch after the one at which it stopped was begun in vain.
  expect(count.prepared).toBe(count.used + 1);
  expect((await runScript(stages, { recipe, contributions, files })).weights).toEqual(weights);
});

test('a step that fails, a loop that is abandoned and an early end leave nothing behind', async () => {
  const kernel = await tinyKernel();
  const open = async (teacher: (inside: Teacher) => Teacher) => {
    const tiny = await openStage(kernel, stageOf([learner], { epochs: 2 }));
    return { ...tiny, plan: { ...tiny.plan, teachers: tiny.plan.teachers.map((observer) => ({ ...observer, teacher: teacher(observer.teacher) })) } };
  };
  const failing = await open((inside) => ({ ...preparing(inside), observe: () => Promise.reject(new Error('the teacher left')) }));
  await expect(trainTiny(failing)).rejects.toThrow('the teacher left');
  const watched = await open(preparing);
  const stop = { onStepEnd: async () => Promise.reject(new Error('a callback left')) };
  await expect(trainTiny(watched, [stop])).rejects.toThrow('a callback left');
  const early = await open(preparing);
  const events = await trainTiny(early, [{ onStepEnd: async ({ step }, control) => void (step === 2 && control.stop('enough')) }]);
  expect(events.at(-1)).toEqual({ kind: 'end', steps: 2, reason: 'enough' });
  for (const tiny of [failing, watched, early]) tiny.dispose();
});

test('a specialist tells its member with the taps that it asks it for; one that cannot prepare is told nothing', async () => {
  const told: unknown[] = [];
  const { dispose, ...member } = tinyTeacher({ classes: 2 });
  dispose();
  const inside: Teacher = { ...member, dispose, prepare: (_, taps) => void told.push(taps) };
  await specialistTeacher(inside, [1, 0], 3).prepare!({} as Batch, ['logits', 'features']);
  expect(told).toEqual([['features']]);
  for (const wrapped of [specialistTeacher({ ...member, dispose }, [1, 0], 3), borrowedTeacher({ ...member, dispose })])
    expect(wrapped).not.toHaveProperty('prepare');
});
