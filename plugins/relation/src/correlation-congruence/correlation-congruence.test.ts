// `correlation-congruence` against plain loops in double precision, and its hazards.
import { evaluateKnowledge, expectClose, expectFinite, fromRows, makerOf, studentVectors, teacherVectors, vectorsPair } from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlationCongruence } from './correlation-congruence.ts';
import { gaussianWeights } from './kernel-correlation.ts';

type Rows = readonly (readonly number[])[];

const evaluate = (student: Rows, teacher: Rows, options: Readonly<Record<string, unknown>>) =>
  evaluateKnowledge(correlationCongruence, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { embedding: 0, ...options } });

/** Plain loops, from the formula, over a kernel of the cosine. */
function reference(student: Rows, teacher: Rows, kernel: (cosine: number) => number): number {
  const correlations = (rows: Rows) => {
    const units = rows.map((row) => row.map((value) => value / Math.max(Math.hypot(...row), 1e-12)));
    return units.flatMap((a) => units.map((b) => kernel(a.reduce((total, value, axis) => total + value * b[axis]!, 0))));
  };
  const [own, other] = [correlations(student), correlations(teacher)];
  return own.reduce((total, value, index) => total + (value - other[index]!) ** 2, 0) / student.length ** 2;
}

const expanded = (gamma: number, order: number) => (cosine: number) => {
  let total = 0;
  for (let p = 0, factorial = 1; p <= order; p++, factorial *= p) total += ((2 * gamma) ** p / factorial) * cosine ** p;
  return Math.exp(-2 * gamma) * total;
};

function consecutive(student: Rows, teacher: Rows): number {
  const delta = student.map((row, sample) => row.map((value, axis) => Math.abs(value - teacher[sample]![axis]!)));
  const products = delta.slice(1).map((row, sample) => row.reduce((total, value, axis) => total + value * delta[sample]![axis]!, 0));
  return products.reduce((total, value) => total + value, 0) / products.length;
}

describe('reference values', () => {
  test('the form of RepDistiller, without embeddings', async () => {
    const { loss, terms } = await evaluate(studentVectors, teacherVectors, { form: 'consecutive' });
    expectClose([loss], [1], 1e-6, 'the loss');
    expect(consecutive(studentVectors, teacherVectors)).toBe(1);
    expect(Object.keys(terms)).toEqual(['correlation-congruence']);
  });

  test('the kernels of the paper, without embeddings', async () => {
    const [s, t] = [studentVectors, teacherVectors];
    expectClose([(await evaluate(s, t, {})).loss], [reference(s, t, expanded(0.4, 2))], 1e-6, 'gaussian');
    expectClose([(await evaluate(s, t, { gamma: 1.5, order: 5 })).loss], [reference(s, t, expanded(1.5, 5))], 1e-6, 'gaussian of order 5');
    expectClose([(await evaluate(s, t, { form: 'bilinear' })).loss], [reference(s, t, (cosine) => cosine)], 1e-6, 'bilinear');
  });

  test('at a high order the expansion is the Gaussian', () => {
    const weights = gaussianWeights(0.4, 10);
    for (const cosine of [-1, -0.3, 0, 0.5, 1]) {
      const squaredDistance = 2 - 2 * cosine;
      const expansion = weights.reduce((total, weight, index) => total + weight * cosine ** (index + 1), Math.exp(-0.8));
      expect(expansion).toBeCloseTo(Math.exp(-0.4 * squaredDistance), 8);
    }
  });
});

test('equals plain loops on any batch', async () => {
  const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }).map(Math.fround), { minLength: 3, maxLength: 3 });
  const batch = fc.array(
    row.filter((values) => Math.hypot(...values) > 0.1),
    { minLength: 4, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(batch, batch, async (student, teacher) => {
      expectClose([(await evaluate(student, teacher, {})).loss], [reference(student, teacher, expanded(0.4, 2))], 1e-5, 'gaussian', 0.01);
      expectClose([(await evaluate(student, teacher, { form: 'consecutive' })).loss], [consecutive(student, teacher)], 1e-5, 'consecutive', 0.1);
    }),
    { numRuns: 15 },
  );
});

test('embeddings bring both sides to one width and are trained', async () => {
  const narrow = studentVectors.map((row) => row.slice(0, 2));
  for (const form of ['gaussian', 'bilinear', 'consecutive']) {
    const { variables } = await evaluate(narrow, teacherVectors, { form, embedding: 5 });
    expect(Object.keys(variables).sort()).toEqual(['pair-0/student/bias', 'pair-0/student/kernel', 'pair-0/teacher/bias', 'pair-0/teacher/kernel']);
    for (const [name, gradient] of Object.entries(variables)) expect([name, gradient.some((slope) => slope !== 0)]).toEqual([name, true]);
  }
});

test('each pair of a mapping has embeddings of its own', async () => {
  const { student, teacher } = vectorsPair;
  const twice = { student: [...student, ...student], teacher: [...teacher, ...teacher], options: { embedding: 5 } };
  const { loss, variables } = await evaluateKnowledge(correlationCongruence, twice);
  const alone = await evaluateKnowledge(correlationCongruence, { ...vectorsPair, options: { embedding: 5 } });
  expect(Object.keys(variables)).toHaveLength(8);
  expect(loss).toBeGreaterThan(alone.loss);
  expect(loss).not.toBeCloseTo(2 * alone.loss, 6);
});

describe.each(['gaussian', 'bilinear', 'consecutive'])('hazards of the form %s', (form) => {
  test('a batch of one, and the last partial batch: zero with a gradient that exists', async () => {
    const { loss, student } = await evaluate([[1, 2, 3]], [[3, 2, 1]], { form });
    expect(loss).toBeCloseTo(0, 12);
    expect(student[0]!.every((slope) => Math.abs(slope) < 1e-6)).toBe(true);
    const partial = await evaluate(studentVectors.slice(0, 2), teacherVectors.slice(0, 2), { form, embedding: 4 });
    expectFinite([partial.loss, ...partial.student[0]!], 'the loss and gradient of two samples');
  });

  test('identical samples, and samples of zeros', async () => {
    const same = studentVectors.map(() => [1, 2, 3]);
    const zeros = studentVectors.map(() => [0, 0, 0]);
    for (const [student, teacher] of [
      [same, teacherVectors],
      [same, same],
      [zeros, teacherVectors],
      [zeros, zeros],
    ] as const) {
      const { loss, student: gradient } = await evaluate(student, teacher, { form });
      expectFinite([loss, ...gradient[0]!], 'the loss and gradient');
      if (student === teacher) expect(loss).toBeCloseTo(0, 6);
    }
  });
});

test('where the sides agree in a value, it has no slope in the form of RepDistiller', async () => {
  const teacher = studentVectors.map(([first, ...rest]) => [first!, ...rest.map((value) => value + 1)]);
  const { student } = await evaluate(studentVectors, teacher, { form: 'consecutive' });
  for (let sample = 0; sample < 4; sample++) {
    expect(Math.abs(student[0]![sample * 3]!)).toBe(0);
    expect(student[0]![sample * 3 + 1]).toBeLessThan(0);
  }
});

test.each([{ form: 'cosine' }, { embedding: -1 }, { embedding: 1.5 }, { gamma: 0 }, { order: 0 }, { P: 2 }])('refuses the options %j', (options) => {
  expect(() => makerOf([correlationCongruence]).make('knowledge', { ...options, id: 'correlation-congruence' })).toThrow('KD_E_OPTIONS_INVALID');
});

test('refuses batches of unequal size, and unequal widths where samples are compared one by one', async () => {
  await expect(evaluate(studentVectors, teacherVectors.slice(1), {})).rejects.toThrow('KD_E_TENSOR_SHAPE');
  const narrow = studentVectors.map((row) => row.slice(0, 2));
  await expect(evaluate(narrow, teacherVectors, { form: 'consecutive' })).rejects.toThrow('KD_E_TENSOR_SHAPE');
  expect((await evaluate(narrow, teacherVectors, {})).loss).toBeGreaterThan(0);
});
