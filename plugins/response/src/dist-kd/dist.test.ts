// `dist` against reference values, plain loops, the invariances that define it, and the places where a correlation has none.
import { evaluateKnowledge, expectClose, expectFinite, fromRows, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { column, expectFiniteAtExtremes, expectPlain, mean, type Row, type Rows, softmax, total } from '../../test/plain.ts';
import { dist } from './dist.ts';

const at = (options: object, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(dist, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { ...options } });

function correlation(x: Row, y: Row): number {
  const centre = (values: Row) => values.map((value) => value - mean(values));
  const [a, b] = [centre(x), centre(y)];
  const length = (values: Row) => Math.sqrt(total(values.map((value) => value ** 2)));
  return total(a.map((value, index) => value * b[index]!)) / (length(a) * length(b) + 1e-8);
}

function parts(student: Rows, teacher: Rows, temperature: number): { inter: number; intra: number } {
  const soften = (rows: Rows) => rows.map((row) => softmax(row, temperature));
  const [own, other] = [soften(student), soften(teacher)];
  const columns = own[0]!.map((_, index) => correlation(column(own, index), column(other, index)));
  return {
    inter: temperature ** 2 * (1 - mean(own.map((row, sample) => correlation(row, other[sample]!)))),
    intra: temperature ** 2 * (1 - mean(columns)),
  };
}

/** Logits whose probabilities are these. */
const logitsOf = (rows: Rows): Rows => rows.map((row) => row.map(Math.log));

describe('reference values', () => {
  test.each([
    [1, 0.038128042, 0.412826717, 0.450954759],
    [4, 1.498957209, 3.927357994, 5.426315203],
  ])('T = %d', async (temperature, inter, intra, both) => {
    const { loss, terms } = await at({ temperature });
    expectClose([terms.inter!], [inter], 1e-6, 'inter');
    expectClose([terms.intra!], [intra], 1e-6, 'intra');
    expectClose([loss], [both], 1e-6, 'the loss');
  });

  test('equals plain loops, loss and gradient', async () => {
    const weighted = (temperature: number, beta: number, gamma: number) => (student: Rows, teacher: Rows) => {
      const { inter, intra } = parts(student, teacher, temperature);
      return beta * inter + gamma * intra;
    };
    await expectPlain(dist, { loss: weighted(1, 1, 1), spread: 0.5, samples: 4, tolerance: 1e-4 });
    await expectPlain(dist, { options: { temperature: 4, beta: 2, gamma: 0.5 }, loss: weighted(4, 2, 0.5), spread: 0.5, samples: 4, tolerance: 1e-3 });
  });
});

describe('what it is free of', () => {
  const share = fc.double({ min: 0.05, max: 1, noNaN: true });
  const rows = fc.array(
    fc.array(share, { minLength: 4, maxLength: 4 }).map((row) => row.map((value) => value / total(row))),
    { minLength: 3, maxLength: 3 },
  );
  const far = (values: Row) => Math.max(...values) - Math.min(...values) > 0.05;

  test('inter: each sample may mix its probabilities with a constant of its own, y -> a y + (1 - a) / C', async () => {
    const slopes = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(rows, rows, slopes, async (own, other, slope) => {
        fc.pre([...own, ...other].every(far));
        const moved = own.map((row, sample) => row.map((value) => slope[sample]! * value + (1 - slope[sample]!) / 4));
        const [before, after] = [await at({}, logitsOf(own), logitsOf(other)), await at({}, logitsOf(moved), logitsOf(other))];
        expectClose([after.terms.inter!], [before.terms.inter!], 1e-5, 'inter', 1);
      }),
      { numRuns: 15, seed: 5 },
    );
  });

  test('intra: each class may be shifted by a constant of its own', async () => {
    const [own, other]: [Rows, Rows] = [
      [
        [0.2, 0.3, 0.5],
        [0.3, 0.3, 0.4],
        [0.25, 0.45, 0.3],
      ],
      [
        [0.7, 0.1, 0.2],
        [0.3, 0.5, 0.2],
        [0.2, 0.2, 0.6],
      ],
    ];
    const moved = own.map((row) => row.map((value, index) => 0.5 * value + [0.3, 0.15, 0.05][index]!));
    const [before, after] = [await at({}, logitsOf(own), logitsOf(other)), await at({}, logitsOf(moved), logitsOf(other))];
    expectClose([after.terms.intra!], [before.terms.intra!], 1e-5, 'intra');
    expect(Math.abs(after.terms.inter! - before.terms.inter!)).toBeGreaterThan(1e-3);
  });
});

test('it stays within 0 and T^2 (2 beta + 2 gamma), and is largest for opposite preferences', async () => {
  const { terms } = await at(
    {},
    [
      [3, -3],
      [-3, 3],
    ],
    [
      [-3, 3],
      [3, -3],
    ],
  );
  expectClose([terms.inter!, terms.intra!], [2, 2], 1e-6, 'both');
});

describe('where there is no correlation', () => {
  test('a batch of one says nothing among samples: intra is constant and gives no gradient', async () => {
    const { terms, student } = await at({ beta: 0 }, studentLogits.slice(0, 1), teacherLogits.slice(0, 1));
    expect(terms.intra).toBe(1);
    expect(student[0]!.every((value) => value === 0)).toBe(true);
  });

  test('a student that prefers no class has correlation 0 and no gradient, not the b / 1e-8 that ends a run', async () => {
    const { terms, student } = await at({ gamma: 0 }, [[0, 0, 0, 0]], [[1, 2, 3, -1]]);
    expect(terms.inter).toBe(1);
    expectFinite(student[0]!, 'the gradient');
    expect(student[0]!.every((value) => value === 0)).toBe(true);
  });

  test('constant up to rounding is constant: logits that differ by the last bit of float32', async () => {
    const own = [Array.from({ length: 10 }, (_, index) => (index === 3 ? 0.5 + 2 ** -24 : 0.5))];
    const { student } = await at({ gamma: 0 }, own, [Array.from({ length: 10 }, (_, index) => index / 3)]);
    expect(student[0]!.every((value) => value === 0)).toBe(true);
  });

  test('logits of 1e4 stay finite', async () => {
    await expectFiniteAtExtremes(dist);
    await expectFiniteAtExtremes(dist, { temperature: 4 });
  });
});

test('temperature 1, beta 1 and gamma 1 where nothing is given; refuses what has no meaning', async () => {
  expect((await evaluateKnowledge(dist, logitsPair)).loss).toBe((await at({ temperature: 1, beta: 1, gamma: 1 })).loss);
  expect(() => makerOf([dist]).make('knowledge', { id: 'dist', gamma: -1 })).toThrow(/gamma.*KD_E_OPTIONS_INVALID/s);
  expect(() => makerOf([dist]).make('knowledge', { id: 'dist', temperature: -1 })).toThrow(/temperature.*KD_E_OPTIONS_INVALID/s);
  await expect(at({}, [[1, 2, 3]], [[1, 2]])).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
