// Members of a teacher that are no networks of the run: opened where a plan or a seed needs them, measured, and disposed.
import { defineTeacher, type TeacherBuild, type TeacherSource } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { equal, inOrder, planScript, recipeOf, runScript } from './scripted-run.ts';
import { stageOf, training } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

/** A source with an opened member, and what happened to it. */
function opening(classes: number, more: Partial<TeacherSource> = {}) {
  const told: (TeacherBuild | 'disposed')[] = [];
  const member = {
    name: 'theirs',
    async open(build: TeacherBuild) {
      told.push(build);
      const teacher = tinyTeacher({ inputShape: build.inputShape, classes });
      const dispose = (): void => {
        told.push('disposed');
        teacher.dispose();
      };
      return { ...teacher, parameters: 100, dispose };
    },
  };
  const opened = defineTeacher({ id: 'opened', summary: 'opened', create: () => ({ ...more, members: [member, ...(more.members ?? [])] }) });
  return { told, contributions: [opened, equal] };
}

const recipe = recipeOf({ teacher: 'opened', seeds: [1, 2] });
const build = { inputShape: [4], classes: 2 };

test('is opened for each seed, teaches, stands in the table with its parameters, and is disposed', async () => {
  const { told, contributions } = opening(2);
  const { participants, steps } = await runScript(inOrder([stageOf()]), { recipe, contributions });
  expect(told).toEqual([build, 'disposed', build, 'disposed']);
  expect(participants.filter(({ name }) => name === 'teacher').map(({ parameters }) => parameters)).toEqual([100, 100]);
  expect(participants.filter(({ name }) => name === 'distilled')).toHaveLength(2);
  expect(steps.length).toBeGreaterThan(0);
});

test('is opened for a plan, which says that it has no model', async () => {
  const { told, contributions } = opening(2);
  const { teacher } = await planScript(inOrder([stageOf()]), { recipe, contributions });
  expect(teacher).toEqual({ members: [{ name: 'theirs' }] });
  expect(told).toEqual([build, 'disposed']);
});

test('is heard beside a network of the run', async () => {
  const members = [{ name: 'ours', model: { id: 'mlp', hidden: [4] }, training: { ...training, epochs: 1 } }];
  const { told, contributions } = opening(2, { members, merge: { space: 'logit', weights: 'equal' } });
  const { participants } = await runScript(inOrder([stageOf()]), { recipe: { ...recipe, seeds: [1] }, contributions });
  expect(participants.find(({ name }) => name === 'teacher')!.parameters).toBe(100 + 4 * 4 + 4 + 4 * 2 + 2);
  expect(told).toEqual([build, 'disposed']);
});

test('with other classes than the data it is refused, and disposed', async () => {
  const { told, contributions } = opening(3);
  await expect(planScript(inOrder([stageOf()]), { recipe, contributions })).rejects.toMatchObject({ code: 'KD_E_PLAN_CLASSES' });
  expect(told).toEqual([build, 'disposed']);
});
