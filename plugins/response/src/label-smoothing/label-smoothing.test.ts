// `label-smoothing` against its reference value and plain loops; that it reads no teacher, and no sample without a label.
import { evaluateKnowledge, expectClose, fromRows, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { evaluateLabelled } from '../../test/evaluate-labelled.ts';
import { crossEntropy, expectFiniteAtExtremes, expectPlain, mean, type Row, type Rows } from '../../test/plain.ts';
import { labelSmoothing } from './label-smoothing.ts';

const labels = [2, 3, 0];
const at = (options: object = {}, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(labelSmoothing, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels, options: { ...options } });

const smoothed = (label: number, classes: number, epsilon: number): Row =>
  Array.from({ length: classes }, (_, index) => (index === label ? 1 - epsilon : epsilon / (classes - 1)));

test('reference values: epsilon 0.1, which is the default, and 0, which is the cross-entropy of the labels', async () => {
  expectClose([(await at()).loss], [1.196502128], 1e-6, 'epsilon 0.1');
  expect((await at({ epsilon: 0.1 })).loss).toBe((await at()).loss);
  expectClose([(await at({ epsilon: 0 })).loss], [1.074279906], 1e-6, 'epsilon 0');
});

test('equals plain loops, loss and gradient', async () => {
  const loss = (student: Rows, _: Rows, of: Row) => mean(student.map((row, sample) => crossEntropy(row, smoothed(of[sample]!, 4, 0.3))));
  await expectPlain(labelSmoothing, { options: { epsilon: 0.3 }, loss });
});

test('reads no teacher: any teacher gives the same loss and gradient', async () => {
  const other = await at(
    {},
    studentLogits,
    studentLogits.map((row) => row.map(() => 1e6)),
  );
  expect(other).toEqual(await at());
});

test('is least where the student says what the smoothed label says', async () => {
  const target = labels.map((label) => smoothed(label, 4, 0.1).map(Math.log));
  const { loss, student } = await at({}, target);
  expectClose([loss], [-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1 / 3)], 1e-6, 'the loss');
  expectClose(student[0]!, Array(12).fill(0), 1e-7, 'the gradient');
});

test('samples without a label take no part: neither in the sum nor in the count', async () => {
  const known = await evaluateLabelled(labelSmoothing, { student: studentLogits.slice(0, 2), teacher: teacherLogits.slice(0, 2), labels: [2, 3] });
  const found = await evaluateLabelled(labelSmoothing, { student: studentLogits, teacher: teacherLogits, labels: [2, 3, -1] });
  expectClose([found.loss], [known.loss], 1e-6, 'the loss');
  expectClose(found.gradient, [...known.gradient, 0, 0, 0, 0], 1e-6, 'the gradient');
});

test('logits of 1e4 stay finite; refuses an epsilon of 1 and below 0', async () => {
  await expectFiniteAtExtremes(labelSmoothing);
  for (const epsilon of [1, -0.1, Number.NaN])
    expect(() => makerOf([labelSmoothing]).make('knowledge', { id: 'label-smoothing', epsilon })).toThrow(/epsilon.*KD_E_OPTIONS_INVALID/s);
});
