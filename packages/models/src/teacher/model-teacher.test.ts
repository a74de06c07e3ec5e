import type { Batch } from '@retort/kernel';
import { gradients, mean, oneHot, softmaxCrossEntropy, softmaxKl, tensor1d, zeros } from '@retort/tensor';
import { expect, it } from 'vitest';
import { codeOf, expectNoLeak, makeStudent, normals, release, seedAt, snapshot, values } from '../../test/support.ts';
import { modelTeacher } from '../index.ts';

function batchOf(size: number): Batch {
  return {
    inputs: normals([size, 4, 4, 1]),
    labels: tensor1d(new Array(size).fill(1), 'int32'),
    targets: zeros([size, 3]),
    labelled: zeros([size]),
    ids: Int32Array.from({ length: size }, (_, i) => i),
    size,
    view: 'none',
  };
}

it('answers as the student in inference, and 50 steps of a student beside it change no bit of it', async () => {
  const student = await makeStudent({ id: 'convnet', widths: [2], dropout: 0.5 }, { inputShape: [4, 4, 1], classes: 3 });
  const learner = await makeStudent({ id: 'mlp', hidden: [4], batchNorm: true, dropout: 0.5 }, { inputShape: [4, 4, 1], classes: 3 });
  const teacher = modelTeacher(student);
  const batch = batchOf(5);
  const before = await snapshot(student);
  expect(teacher.taps).toBe(student.taps);
  expect(teacher.shapeOf('features')).toEqual([2]);
  await expectNoLeak(async () => {
    for (let step = 0; step < 50; step++) {
      const seed = seedAt(step);
      const trace = await teacher.observe(batch, ['features', 'stage1']);
      const { value, gradients: found } = gradients(() => {
        const { logits } = learner.forward(batch.inputs, { training: true, taps: [], seed });
        return mean(softmaxKl(logits, trace.logits, 4)) as never;
      }, learner.trainables());
      release(found);
      release(trace);
      value.dispose();
      seed.dispose();
    }
    const asked = await teacher.observe(batch, []);
    const direct = student.forward(batch.inputs, { training: false, taps: [] });
    expect(await values(asked.logits)).toEqual(await values(direct.logits));
    release(asked);
    release(direct);
  });
  expect(await snapshot(student)).toEqual(before);
  teacher.dispose();
  expect(await codeOf(() => teacher.observe(batch, []))).toBe('KD_E_MODEL_DISPOSED');
  learner.dispose();
});

it('refuses to answer inside a differentiated function', async () => {
  const student = await makeStudent({ id: 'mlp', hidden: [4] }, { inputShape: [4, 4, 1], classes: 3 });
  const teacher = modelTeacher(student);
  const batch = batchOf(2);
  const targets = oneHot(batch.labels, 3);
  const asked = () =>
    gradients(() => {
      const { logits } = teacher.observe(batch, []) as ReturnType<typeof student.forward>;
      return mean(softmaxCrossEntropy(logits, targets as never)) as never;
    }, student.trainables());
  await expectNoLeak(async () => expect(await codeOf(asked)).toBe('KD_E_TEACHER_TAPE'));
  targets.dispose();
  teacher.dispose();
});
