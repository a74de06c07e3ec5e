// The digest of a teacher: alike for the same model wherever it comes from, different for any other.
import { memoryFiles } from '@retort/files';
import type { Choice } from '@retort/kernel';
import { add, scope, zeros } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { expectNoLeak, type Made, makeStudent } from '../../test/support.ts';
import { adoptModel, loadModel, modelTeacher, saveModel } from '../index.ts';

const inputShape = [4, 4, 1];

const digestOf = async (choice: Choice, made: Made = {}): Promise<string> => {
  const teacher = modelTeacher(await makeStudent(choice, { inputShape, classes: 3, ...made }));
  const digest = await teacher.digest!();
  teacher.dispose();
  return digest;
};

it('is that of the same network with the same numbers, and of no other', async () => {
  const mlp = { id: 'mlp', hidden: [4], batchNorm: true };
  const first = await digestOf(mlp);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestOf(mlp)).toBe(first);
  const others = [await digestOf(mlp, { seed: 8 }), await digestOf({ ...mlp, hidden: [5] }), await digestOf({ ...mlp, batchNorm: false })];
  others.push(await digestOf({ id: 'convnet', widths: [2] }), await digestOf(mlp, { classes: 4 }));
  expect(new Set([first, ...others]).size).toBe(6);
});

it('sees a change of every variable, moving statistics included, and leaves nothing behind', async () => {
  const student = await makeStudent({ id: 'mlp', hidden: [4], batchNorm: true }, { inputShape, classes: 3 });
  const teacher = modelTeacher(student);
  const seen = new Set([await teacher.digest!()]);
  const variables = Object.values({ ...student.trainables(), ...student.statistics() });
  expect(Object.keys(student.statistics()).length).toBeGreaterThan(0);
  await expectNoLeak(async () => {
    for (const variable of variables) {
      scope(() => variable.assign(add(variable, 0.5)));
      seen.add(await teacher.digest!());
    }
  });
  expect(seen.size).toBe(1 + variables.length);
  teacher.dispose();
});

it('sees what no variable tells: the activation of a layer', async () => {
  const build = (activation: 'relu' | 'tanh') => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation }), tf.layers.dense({ units: 2 })] });
    const student = adoptModel(model);
    for (const variable of Object.values(student.trainables())) scope(() => variable.assign(zeros(variable.shape)));
    return modelTeacher(student);
  };
  // Layers without names are numbered by a counter of the process; the digest is not.
  const [one, same, other] = [build('relu'), build('relu'), build('tanh')];
  expect(await same.digest!()).toBe(await one.digest!());
  expect(await other.digest!()).not.toBe(await one.digest!());
  for (const teacher of [one, same, other]) teacher.dispose();
});

it('survives saving and loading', async () => {
  const files = memoryFiles();
  const student = await makeStudent({ id: 'convnet', widths: [2] }, { inputShape, classes: 3 });
  await saveModel(files, student, 'model');
  const [before, after] = [modelTeacher(student), modelTeacher(await loadModel(files, 'model'))];
  expect(await after.digest!()).toBe(await before.digest!());
  for (const teacher of [before, after]) teacher.dispose();
});
