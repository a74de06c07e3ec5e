// `pkt` against values computed in double precision from the definition, and its hazards.
import { createVariable, type Gradients, gradients, readAll, scope, tensor2d } from '@retort/tensor';
import { evaluateKnowledge, expectClose, expectFinite, fromRows, makerOf, studentVectors, teacherVectors, vectorsPair } from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divergence } from './divergence.ts';
import { pkt } from './pkt.ts';

type Rows = readonly (readonly number[])[];

const evaluate = (student: Rows, teacher: Rows, options: Readonly<Record<string, unknown>> = {}) =>
  evaluateKnowledge(pkt, { student: [fromRows(student)], teacher: [fromRows(teacher)], options });

/** Plain loops, from the formula; like the reference code, the length of a sample is increased by 1e-7. */
function reference(student: Rows, teacher: Rows, eps = 1e-7): number {
  const [own, other] = [neighbours(student), neighbours(teacher)];
  return other.flat().reduce((total, p, index) => total + p * Math.log((p + eps) / (own.flat()[index]! + eps)), 0) / student.length ** 2;
}

function neighbours(rows: Rows): number[][] {
  return cosines(rows).map((cosine) => {
    const row = cosine.map((value) => (value + 1) / 2);
    const total = row.reduce((sum, value) => sum + value, 0);
    return row.map((value) => value / total);
  });
}

function cosines(rows: Rows): number[][] {
  const units = rows.map((row) => row.map((value) => value / (Math.hypot(...row) + 1e-7)));
  return units.map((a) => units.map((b) => a.reduce((total, value, axis) => total + value * b[axis]!, 0)));
}

test('the reference value', async () => {
  const { loss, terms } = await evaluateKnowledge(pkt, vectorsPair);
  expectClose([loss], [0.000321427], 2e-6, 'the loss'); // As many digits as it is given with.
  expectClose([loss], [reference(studentVectors, teacherVectors)], 1e-6, 'the loss');
  expect(reference(studentVectors, teacherVectors)).toBeCloseTo(0.000321427, 9);
  expect(Object.keys(terms)).toEqual(['pkt']);
});

test('equals plain loops on any batch', async () => {
  const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }).map(Math.fround), { minLength: 3, maxLength: 3 });
  // Float32 does not hold how far from opposite two nearly opposite samples are, and the logarithm asks.
  const batch = fc
    .array(
      row.filter((values) => Math.hypot(...values) > 0.1),
      { minLength: 4, maxLength: 4 },
    )
    .filter((rows) => Math.min(...cosines(rows).flat()) > -0.999);
  await fc.assert(
    fc.asyncProperty(batch, batch, async (student, teacher) => {
      expectClose([(await evaluate(student, teacher)).loss], [reference(student, teacher)], 1e-5, 'the loss', 1e-3);
    }),
    { numRuns: 15 },
  );
});

test('keeps its digits where the student is nearly the teacher', async () => {
  const near = teacherVectors.map((row, sample) => row.map((value, axis) => Math.fround(value + 1e-3 * Math.sin(sample + 2 * axis))));
  const exact = reference(near, teacherVectors);
  expect(exact).toBeLessThan(1e-8);
  // The textbook's sum would be wrong by 1e-8 or more.
  expectClose([(await evaluate(near, teacherVectors)).loss], [exact], 2e-3, 'the loss');
});

test('another eps', async () => {
  expectClose([(await evaluate(studentVectors, teacherVectors, { eps: 1e-3 })).loss], [reference(studentVectors, teacherVectors, 1e-3)], 1e-5, 'the loss');
});

describe('hazards', () => {
  test('a batch of one, and the last partial batch: zero with a gradient that exists', async () => {
    const { loss, student } = await evaluate([[1, 2, 3]], [[3, 2]]);
    expect(loss).toBeCloseTo(0, 12);
    expect(student[0]!.every((slope) => Math.abs(slope) < 1e-12)).toBe(true);
  });

  test('identical samples, on one side or both', async () => {
    const same = studentVectors.map(() => [1, 2, 3]);
    expectClose([(await evaluate(same, teacherVectors)).loss], [reference(same, teacherVectors)], 1e-5, 'student');
    expectClose([(await evaluate(studentVectors, same)).loss], [reference(studentVectors, same)], 1e-5, 'teacher');
    expect((await evaluate(same, same)).loss).toBeCloseTo(0, 10);
  });

  test('opposite samples are no neighbours at all, on one side or both', async () => {
    const opposite = [
      [1, 0],
      [-1, 0],
      [0, 1],
    ];
    const others = [
      [1, 1],
      [1, 0],
      [1, 2],
    ];
    // What is left of the similarity of opposites in float32 is of the size of eps.
    for (const [student, teacher] of [
      [opposite, others],
      [others, opposite],
      [opposite, opposite],
    ] as const) {
      const { loss, student: gradient } = await evaluate(student, teacher);
      expectClose([loss], [reference(student, teacher)], 0.05, 'the loss', 0.01);
      expectFinite(gradient[0]!, 'the gradient');
    }
  });

  test('samples of zeros are neighbours of none and take no gradient', async () => {
    const zeros = studentVectors.map(() => [0, 0, 0]);
    const { loss, student } = await evaluate(zeros, teacherVectors);
    expectClose([loss], [reference(zeros, teacherVectors)], 1e-5, 'the loss');
    expect(student[0]!.every((slope) => Math.abs(slope) === 0)).toBe(true);
  });
});

describe('the divergence', () => {
  const differentiate = async (q: readonly number[], p: readonly number[]) => {
    const [own, other] = [createVariable(tensor2d(Float32Array.from(q), [1, q.length])), tensor2d(Float32Array.from(p), [1, p.length])];
    const made: Gradients = scope(() => gradients(() => divergence(own, other, 1e-7), { own }));
    const read = await readAll({ value: made.value, gradient: made.gradients.own! });
    for (const tensor of [own, other, made.value, made.gradients.own!]) tensor.dispose();
    return read as { value: Float32Array; gradient: Float32Array };
  };

  test('is that of its definition near and far, zeros included', async () => {
    const cases = [
      [
        [0.25, 0.75],
        [0.26, 0.74],
      ],
      [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      [
        [0.5, 0.5],
        [0, 1],
      ],
      [
        [0, 1],
        [0.5, 0.5],
      ],
      [
        [0.5, 0.5],
        [0.4546, 0.5454],
      ],
    ] as const;
    for (const [q, p] of cases) {
      const expected = p.reduce<number>((total, share, index) => total + share * Math.log((share + 1e-7) / (q[index]! + 1e-7)), 0);
      const { value, gradient } = await differentiate(q, p);
      expectClose(value, [expected], 5e-6, `KL of ${p} and ${q}`);
      expectClose(
        gradient,
        q.map((share, index) => 1 - p[index]! / (share + 1e-7)),
        1e-5,
        'the gradient, up to a constant',
      );
    }
  });
});

test.each([{ eps: 0 }, { eps: -1 }, { eps: Number.NaN }, { temperature: 1 }])('refuses the options %j', (options) => {
  expect(() => makerOf([pkt]).make('knowledge', { ...options, id: 'pkt' })).toThrow('KD_E_OPTIONS_INVALID');
});

test('refuses batches of unequal size', async () => {
  await expect(evaluate(studentVectors, teacherVectors.slice(1))).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
