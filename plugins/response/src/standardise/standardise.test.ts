// What `standardise: true` promises of every method that takes it: only the shape of a sample's logits counts.
import { evaluateKnowledge, expectClose, fromRows, studentLogits, teacherLogits } from '@retort/testing';
import { expect, test } from 'vitest';
import { type Row, type Rows, total } from '../../test/plain.ts';
import { dkd } from '../dkd/dkd.ts';
import { kd } from '../kd/kd.ts';
import { mlkd } from '../mlkd/mlkd.ts';

/** The published settings; beta is that of ResNet-56 to 20. */
const METHODS = {
  kd: { method: kd, options: { temperature: 2 }, terms: ['kd'] },
  dkd: { method: dkd, options: { temperature: 2, beta: 2 }, terms: ['tckd', 'nckd'] },
  // Of its levels the instance level alone is standardised, as published; the masks come from the teacher's logits as they are.
  mlkd: { method: mlkd, options: { temperatures: [2, 2, 3, 5, 6], masks: false }, terms: ['instance'] },
} as const;

async function at(id: keyof typeof METHODS, student: Rows, teacher: Rows, standardise = true): Promise<{ terms: number[]; gradient: Float32Array }> {
  const { method, options, terms: names } = METHODS[id];
  const sides = { student: [fromRows(student)], teacher: [fromRows(teacher)], labels: [2, 3, 0] };
  const { terms, student: gradients } = await evaluateKnowledge(method, { ...sides, options: { ...options, standardise } });
  return { terms: names.map((name) => terms[name]!), gradient: gradients[0]! };
}

const moved = (rows: Rows, slopes: Row, heights: Row): Rows => rows.map((row, sample) => row.map((value) => slopes[sample]! * value + heights[sample]!));

test.each(['kd', 'dkd', 'mlkd'] as const)('%s is unmoved by z -> a z + b, a > 0, of each sample and each side', async (id) => {
  const { terms } = await at(id, studentLogits, teacherLogits);
  for (const value of terms) expect(value).toBeGreaterThan(1e-3);
  for (const [student, teacher] of [
    [moved(studentLogits, [0.1, 7, 2], [3, -50, 0]), teacherLogits],
    [studentLogits, moved(teacherLogits, [30, 1, 0.5], [0, 4, -9])],
    [moved(studentLogits, [5, 0.3, 1], [1, 2, 3]), moved(teacherLogits, [0.2, 11, 4], [-7, 0, 8])],
  ] as const)
    expectClose((await at(id, student, teacher)).terms, terms, 1e-5, 'the terms');

  const [raw, steeper] = await Promise.all([studentLogits, moved(studentLogits, [2, 2, 2], [0, 0, 0])].map((student) => at(id, student, teacherLogits, false)));
  expect(Math.abs(total(raw!.terms) - total(steeper!.terms)), 'as they are, a slope counts').toBeGreaterThan(0.05);
});

// Not `mlkd`, whose other levels have gradients of their own.
test.each(['kd', 'dkd'] as const)('the gradient of %s lies across the height and the spread of a sample', async (id) => {
  const { gradient } = await at(id, studentLogits, teacherLogits);
  for (const [sample, row] of studentLogits.entries()) {
    const own = [...gradient.subarray(sample * 4, sample * 4 + 4)];
    expect(Math.max(...own.map(Math.abs))).toBeGreaterThan(1e-3);
    expectClose([total(own), total(own.map((value, index) => value * row[index]!))], [0, 0], 1e-6, 'along the ones and along the logits');
  }
});
