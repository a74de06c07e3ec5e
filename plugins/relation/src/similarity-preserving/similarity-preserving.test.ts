// `similarity-preserving` against values computed in double precision from the definition, and its hazards.
import { evaluateKnowledge, expectClose, fromRows, makerOf, mapsPair, studentVectors, teacherVectors, vectorsPair } from '@retort/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { similarityPreserving } from './similarity-preserving.ts';

type Rows = readonly (readonly number[])[];

const evaluate = (student: Rows, teacher: Rows) => evaluateKnowledge(similarityPreserving, { student: [fromRows(student)], teacher: [fromRows(teacher)] });

/** Plain loops, from the formula. */
function reference(student: Rows, teacher: Rows): number {
  const [own, other] = [similarities(student), similarities(teacher)];
  return own.flat().reduce((total, value, index) => total + (value - other.flat()[index]!) ** 2, 0) / student.length ** 2;
}

function similarities(rows: Rows): number[][] {
  return rows.map((a) => {
    const row = rows.map((b) => a.reduce((total, value, axis) => total + value * b[axis]!, 0));
    const length = Math.max(Math.hypot(...row), 1e-12);
    return row.map((value) => value / length);
  });
}

test('the reference value', async () => {
  const { loss, terms } = await evaluateKnowledge(similarityPreserving, vectorsPair);
  expectClose([loss], [0.012363669], 1e-6, 'the loss');
  expect(Object.keys(terms)).toEqual(['similarity-preserving']);
  expect(reference(studentVectors, teacherVectors)).toBeCloseTo(0.012363669, 9);
});

test('equals plain loops on any batch', async () => {
  const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }).map(Math.fround), { minLength: 3, maxLength: 3 });
  const batch = fc.array(
    row.filter((values) => Math.hypot(...values) > 0.1),
    { minLength: 4, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(batch, batch, async (student, teacher) => {
      expectClose([(await evaluate(student, teacher)).loss], [reference(student, teacher)], 1e-5, 'the loss', 0.01);
    }),
    { numRuns: 15 },
  );
});

test('a map counts as the vector of its values, whatever their order', async () => {
  const { student, teacher } = mapsPair;
  const flat = (one: typeof student) => one.map(({ data }) => ({ shape: [2, 8], data }));
  const map = await evaluateKnowledge(similarityPreserving, { student, teacher });
  const vector = await evaluateKnowledge(similarityPreserving, { student: flat(student), teacher: flat(teacher) });
  expect(map.loss).toBe(vector.loss);
});

test('hazard: a batch of one, and the last partial batch: zero with a gradient that exists', async () => {
  const { loss, student } = await evaluate([[1, 2, 3]], [[3, 2]]);
  expect(loss).toBe(0);
  expect([...student[0]!]).toEqual([0, 0, 0]);
});

test('hazard: identical samples, on one side or both', async () => {
  const same = studentVectors.map(() => [1, 2, 3]);
  // All similarities are 1 / sqrt(B).
  expectClose([(await evaluate(same, teacherVectors)).loss], [reference(same, teacherVectors)], 1e-6, 'student');
  expectClose([(await evaluate(studentVectors, same)).loss], [reference(studentVectors, same)], 1e-6, 'teacher');
  expect((await evaluate(same, same)).loss).toBeCloseTo(0, 10);
});

test('hazard: samples of zeros are like nothing and pull at nothing', async () => {
  const zeros = studentVectors.map(() => [0, 0, 0]);
  const { loss, student } = await evaluate(zeros, teacherVectors);
  // Each row of the teacher has length 1.
  expectClose([loss], [1 / 4], 1e-6, 'the loss');
  expect(student[0]!.every((slope) => Math.abs(slope) === 0)).toBe(true);
});

test('has no options', () => {
  expect(() => makerOf([similarityPreserving]).make('knowledge', { id: 'similarity-preserving', eps: 1 })).toThrow('KD_E_OPTIONS_INVALID');
});

test('refuses batches of unequal size', async () => {
  await expect(evaluate(studentVectors, teacherVectors.slice(1))).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
