// `mse-logits` against plain loops, and against `kd` at a high temperature, which tends to it.
import { evaluateKnowledge, expectClose, fromRows, kdGradient, logitsPair, makerOf, meanSquaredError, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { expectFiniteAtExtremes, expectPlain, mean, type Row, type Rows } from '../../test/plain.ts';
import { mseLogits } from './mse-logits.ts';

const at = (temperature: number, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(mseLogits, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { temperature } });

test('is the mean over samples and classes: 9 / 12 for the reference logits, and a sixteenth of it at T = 4', async () => {
  // Differences: -1 1 -1 1, 0.5 -0.5 -1 -1, -1 -1 0.5 0.5; squares 4, 2.5, 2.5.
  expectClose([(await at(1)).loss], [9 / 12], 1e-6, 'T = 1');
  expectClose([(await at(4)).loss], [9 / 12 / 16], 1e-6, 'T = 4');
});

test('equals plain loops, loss and gradient', async () => {
  await expectPlain(mseLogits, { options: { temperature: 2 }, loss: (student, teacher) => meanSquaredError(student.flat(), teacher.flat()) / 4 });
});

test('has the gradient that kd tends to at high temperatures, times two, for centred logits', async () => {
  const centre = (rows: Rows) => rows.map((row: Row) => row.map((value) => value - mean(row)));
  const [own, other] = [centre(studentLogits), centre(teacherLogits)];
  const limit = kdGradient(own, other, 1e4).flat();
  const { student } = await at(1, own, other);
  expectClose(
    student[0]!.map((value) => value / 2),
    limit,
    1e-3,
    'the gradient',
  );
});

test('is 0 where the logits are equal, and sees a shift that kd does not', async () => {
  expect((await at(1, teacherLogits)).loss).toBe(0);
  expect(
    (
      await at(
        1,
        teacherLogits.map((row) => row.map((value) => value + 2)),
      )
    ).loss,
  ).toBeCloseTo(4, 5);
});

test('logits of 1e4 stay finite; temperature 1 where none is given; refuses what does not meet', async () => {
  await expectFiniteAtExtremes(mseLogits);
  expect((await evaluateKnowledge(mseLogits, logitsPair)).loss).toBe((await at(1)).loss);
  expect(() => makerOf([mseLogits]).make('knowledge', { id: 'mse-logits', temperature: -1 })).toThrow('KD_E_OPTIONS_INVALID');
  await expect(at(1, [[1, 2, 3]], [[1]])).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
