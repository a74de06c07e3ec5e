// `soft-cross-entropy` against plain loops, and against `kd`, from which it differs by a constant and a factor.
import { evaluateKnowledge, expectClose, fromRows, kdGradient, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { crossEntropy, expectFiniteAtExtremes, expectPlain, mean, type Rows, softmax } from '../../test/plain.ts';
import { softCrossEntropy } from './soft-cross-entropy.ts';

const at = (temperature: number, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(softCrossEntropy, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { temperature } });

const entropy = (rows: Rows, temperature: number) => mean(rows.map((row) => crossEntropy(row, softmax(row, temperature), temperature)));

test.each([1, 4, 20])('is KL plus the entropy of the teacher, and its gradient that of kd without T^2, at T = %d', async (temperature) => {
  const { loss, student } = await at(temperature);
  expectClose([loss], [kdLoss(studentLogits, teacherLogits, temperature) / temperature ** 2 + entropy(teacherLogits, temperature)], 1e-6, 'the loss');
  const expected = kdGradient(studentLogits, teacherLogits, temperature).flat();
  expectClose(
    student[0]!,
    expected.map((value) => value / temperature ** 2),
    1e-5,
    'the gradient',
  );
});

test('equals plain loops, loss and gradient', async () => {
  const loss = (student: Rows, teacher: Rows) => mean(student.map((row, sample) => crossEntropy(row, softmax(teacher[sample]!, 2), 2)));
  await expectPlain(softCrossEntropy, { options: { temperature: 2 }, loss });
});

test('is least where both sides agree: the entropy of the teacher, without a gradient', async () => {
  const { loss, student } = await at(1, teacherLogits);
  expectClose([loss], [entropy(teacherLogits, 1)], 1e-6, 'the loss');
  expectClose(student[0]!, Array(12).fill(0), 1e-7, 'the gradient');
  expect((await at(1)).loss).toBeGreaterThan(loss);
});

test('logits of 1e4 stay finite; temperature 1 where none is given; refuses 0', async () => {
  await expectFiniteAtExtremes(softCrossEntropy);
  expect((await evaluateKnowledge(softCrossEntropy, logitsPair)).loss).toBe((await at(1)).loss);
  expect(() => makerOf([softCrossEntropy]).make('knowledge', { id: 'soft-cross-entropy', temperature: 0 })).toThrow('KD_E_OPTIONS_INVALID');
});
