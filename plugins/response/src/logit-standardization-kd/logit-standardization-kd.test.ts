// `logit-standardization-kd` against its reference value and plain loops, and `kd` with `standardise` against it.
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { expectFiniteAtExtremes, expectPlain, type Rows, standardised } from '../../test/plain.ts';
import { kd } from '../kd/kd.ts';
import { logitStandardizationKd } from './logit-standardization-kd.ts';

const at = (student: Rows, teacher: Rows, options: object = {}) =>
  evaluateKnowledge(logitStandardizationKd, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { ...options } });

test('reference value at T = 2, which is the default', async () => {
  const { loss, terms } = await at(studentLogits, teacherLogits);
  expectClose([loss], [0.06787154], 1e-6, 'the loss');
  expect(Object.keys(terms)).toEqual(['logit-standardization-kd']);
  expect((await at(studentLogits, teacherLogits, { temperature: 2 })).loss).toBe(loss);
});

test('equals plain loops, loss and gradient', async () => {
  const loss = (student: Rows, teacher: Rows) => kdLoss(student.map(standardised), teacher.map(standardised), 2);
  await expectPlain(logitStandardizationKd, { loss, spread: 0.5 });
});

test('is unmoved by z -> a z + b, a > 0, of each sample and each side', async () => {
  const before = await at(studentLogits, teacherLogits);
  const moved = (rows: Rows, slopes: readonly number[]) => rows.map((row, sample) => row.map((value) => slopes[sample]! * value - 3 * sample));
  const after = await at(moved(studentLogits, [0.1, 7, 2]), moved(teacherLogits, [30, 1, 0.5]));
  expectClose([after.loss], [before.loss], 1e-5, 'the loss');
});

test('the deviation is the unbiased one: with the other the loss would differ', async () => {
  const biased = (row: readonly number[]) => standardised(row).map((value) => value * Math.sqrt(row.length / (row.length - 1)));
  const { loss } = await at(studentLogits, teacherLogits);
  expect(Math.abs(loss - kdLoss(studentLogits.map(biased), teacherLogits.map(biased), 2))).toBeGreaterThan(1e-3);
});

test('a sample whose logits are all equal has no direction: finite, and no gradient instead of NaN', async () => {
  const { student } = await at(
    [
      [5, 5, 5, 5],
      [1, 2, 3, -1],
    ],
    [
      [1, 2, 3, -1],
      [2, 1, 4, -2],
    ],
  );
  expectClose(student[0]!.subarray(0, 4), [0, 0, 0, 0], 0, 'the gradient');
  expect(student[0]!.subarray(4).some((value) => value !== 0)).toBe(true);
  await expectFiniteAtExtremes(logitStandardizationKd);
});

test('equal up to rounding is equal: logits that differ by the last bit of float32', async () => {
  const teacher = [Array.from({ length: 10 }, (_, index) => index)];
  for (const height of [5.3, -1e4 / 3]) {
    const student = [Array.from({ length: 10 }, (_, index) => (index === 3 ? height * (1 + 2 ** -23) : height))];
    const { student: gradients } = await at(student, teacher);
    expectClose(gradients[0]!, Array(10).fill(0), 0, `the gradient at ${height}`);
  }
});

test('kd with `standardise` is the same loss', async () => {
  const found = await evaluateKnowledge(kd, { ...logitsPair, options: { temperature: 2, standardise: true } });
  const expected = await at(studentLogits, teacherLogits);
  expect(found.loss).toBe(expected.loss);
  expect(found.student).toEqual(expected.student);
});

test('refuses what has no meaning', () => {
  const make = (options: object) => () => makerOf([logitStandardizationKd]).make('knowledge', { id: 'logit-standardization-kd', ...options });
  expect(make({ temperature: 0 })).toThrow(/temperature.*KD_E_OPTIONS_INVALID/s);
  expect(make({ eps: 1e-7 })).toThrow('KD_E_OPTIONS_INVALID');
});
