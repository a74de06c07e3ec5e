// The weightings against values computed in double precision from their papers: two teachers, three samples, kd at temperature 4.
import { evaluateWeighting, expectClose, fromRows, kdLoss, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { confidence } from './confidence/confidence.ts';
import { entropy } from './entropy/entropy.ts';
import { fixed } from './fixed/fixed.ts';

const secondLogits = [
  [0, 1, 2, 0],
  [1, 0, 1, 2],
  [1, 1, 0, -1],
];
const teachers = [teacherLogits, secondLogits];
const values = { members: teachers.map(fromRows), student: fromRows(studentLogits), labels: [2, 3, 0] };

/** `(1/B) sum_n sum_k w_k,n loss_k,n`: what a plan makes of weights in the space of losses. */
function weighedLoss(rows: readonly (readonly number[])[]): number {
  const samples = studentLogits.map((student, sample) =>
    teachers.map((teacher, member) => (rows[sample] ?? rows[0])![member]! * kdLoss([student], [teacher[sample]!], 4)).reduce((a, b) => a + b),
  );
  return samples.reduce((a, b) => a + b) / samples.length;
}

test('equal weights: the mean of the losses', async () => {
  const { rows } = await evaluateWeighting(fixed, values);
  expect(rows).toEqual([[0.5, 0.5]]);
  expectClose([weighedLoss(rows)], [0.416363399], 1e-8, 'the loss');
  expectClose([kdLoss(studentLogits, secondLogits, 4)], [0.536063842], 1e-8, 'that of the second teacher');
});

test('confidence: CA-MKD', async () => {
  const { rows } = await evaluateWeighting(confidence, values);
  const byTeacher = [0, 1].flatMap((member) => rows.map((row) => row[member]!));
  expectClose(byTeacher, [0.579781456, 0.172432642, 0.669496595, 0.420218544, 0.827567358, 0.330503405], 1e-6, 'the weights');
  // The authors' code divides by the number of teachers once more.
  expectClose([weighedLoss(rows) / 2], [0.225003801], 1e-6, 'the loss');
});

test('entropy: EBKD', async () => {
  const { rows } = await evaluateWeighting(entropy, values);
  const byTeacher = [0, 1].flatMap((member) => rows.map((row) => row[member]!));
  expectClose(byTeacher, [0.660874522, 0.649782761, 0.641249897, 0.339125478, 0.350217239, 0.358750103], 1e-6, 'the weights');
  expectClose([weighedLoss(rows) / 2], [0.191103808], 1e-6, 'the loss');
});
