// `sskd-kd` against plain loops in double precision, with the labels that selection reads.
import { evaluateKnowledge, expectClose, fromRows, kdLoss, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { keptRows, meanDivergence, type Row, type Rows } from '../../test/plain-views.ts';
import { sskdKd } from './sskd-kd.ts';

/** Three samples, whose first views are the reference logits, in three views. */
const turned = (rows: Rows, by: number): Rows => rows.map((row) => row.map((value, index) => value * Math.cos(by + index) + by / 3));
const views = (rows: Rows) => [rows, turned(rows, 1), turned(rows, 2)].flat();
const [student, teacher] = [views(studentLogits), views(teacherLogits)];
const labels = [2, 3, 0];

const at = (options: object = {}, known: Row = labels) =>
  evaluateKnowledge(sskdKd, {
    student: [fromRows(student)],
    teacher: [fromRows(teacher)],
    labels: [...known, -1, -1, -1, -1, -1, -1],
    copies: 3,
    options: { ...options },
  });

const rest = (rows: Rows) => rows.slice(3);
const right = [...labels, ...labels];

describe('reference values', () => {
  test('the first views: kd of weight 0.9 at T = 4', async () => {
    const { terms } = await at();
    expectClose([terms.first!], [0.9 * 0.296662955], 1e-6, 'first');
    expectClose([kdLoss(studentLogits, teacherLogits, 4)], [0.296662955], 1e-8, 'the plain loops');
  });

  test('the others, all of them: kd of weight 2.7', async () => {
    const { terms } = await at();
    expectClose([terms.others!], [2.7 * kdLoss(rest(student), rest(teacher), 4)], 1e-5, 'others');
  });

  test.each([0, 0.25, 0.5, 0.75])('where the share %d of what the teacher gets wrong is kept', async (keep) => {
    const places = keptRows(rest(teacher), right, keep);
    const { terms, student: found } = await at({ keep, temperature: 2 });
    expectClose([terms.others!], [2.7 * meanDivergence(rest(student), rest(teacher), 2, places)], 1e-5, 'others');
    const felt = [...rest(student).keys()].filter((n) => found[0]!.subarray((n + 3) * 4, (n + 4) * 4).some((value) => value !== 0));
    expect(felt).toEqual(places);
  });

  test('the teacher of these tests is right about some views and wrong about others', () => {
    const kept = [0, 0.5, 1].map((keep) => keptRows(rest(teacher), right, keep).length);
    expect(new Set(kept).size).toBe(3);
    expect(kept[0]).toBeGreaterThan(0);
  });
});

test('weights are of each part', async () => {
  const [one, two] = [await at(), await at({ first: 1.8, others: 0 })];
  expectClose([two.terms.first!], [2 * one.terms.first!], 1e-6, 'first');
  expect(two.terms.others).toBe(0);
});

test('the views of a sample without a label are learnt from', async () => {
  const { student: found } = await at({ keep: 0 }, [-1, -1, -1]);
  for (let n = 0; n < 9; n++) expect(found[0]!.subarray(n * 4, n * 4 + 4).some((value) => value !== 0)).toBe(true);
});

test('the temperature may be a schedule', () => {
  const temperature = { id: 'cosine', from: 4, to: 1 };
  expect(makerOf([sskdKd]).make('knowledge', { id: 'sskd-kd', temperature }).feeds).toEqual({ temperature });
  expect(() => makerOf([sskdKd]).make('knowledge', { id: 'sskd-kd', temperature: 0 })).toThrow('KD_E_OPTIONS_INVALID');
});

test('a batch of one view is refused, with advice', async () => {
  const values = { student: [fromRows(studentLogits)], teacher: [fromRows(teacherLogits)] };
  await expect(evaluateKnowledge(sskdKd, values)).rejects.toThrow(/several views of each sample.*`rotations`.*KD_E_KNOWLEDGE_VIEWS/s);
});
