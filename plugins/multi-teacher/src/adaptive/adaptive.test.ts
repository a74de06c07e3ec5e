// `adaptive` against a search over a grid of weights, and cases that can be worked out by hand.
import { randomStream, readAll, scope, tensor2d } from '@retort/tensor';
import { evaluateWeighting, expectClose, fromRows, kdGradient, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { adaptive } from './adaptive.ts';
import { shortestSum } from './shortest-sum.ts';

type Rows = readonly (readonly number[])[];

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, value, n) => total + value * b[n]!, 0);
const sum = (x: readonly number[]) => x.reduce((a, b) => a + b, 0);
const unit = (x: readonly number[]) => x.map((value) => value / Math.hypot(...x));
/** Of `sum_k w_k x_k`. */
const lengthOf = (weights: readonly number[], vectors: Rows) =>
  Math.hypot(...vectors[0]!.map((_, n) => weights.reduce((total, w, k) => total + w * vectors[k]![n]!, 0)));

/** All weights that are whole numbers of `1 / parts`, of sum 1 and at most `cap`. */
function* grid(members: number, cap: number, parts: number, left = parts): Generator<number[]> {
  if (members === 1) {
    if (left / parts <= cap + 1e-9) yield [left / parts];
    return;
  }
  for (let own = 0; own <= left && own / parts <= cap + 1e-9; own++) for (const rest of grid(members - 1, cap, parts, left - own)) yield [own / parts, ...rest];
}

function search(vectors: Rows, cap: number, parts: number): number[] {
  let found: number[] = [];
  for (const weights of grid(vectors.length, cap, parts)) if (found.length === 0 || lengthOf(weights, vectors) < lengthOf(found, vectors)) found = weights;
  return found;
}

const drawn = (members: number, round: number): Rows =>
  Array.from({ length: members }, (_, member) => [...randomStream(round, 'vectors').at(member).normals(4)].map((value) => value + 0.7));

const solve = async (vectors: Rows, cap: number, iterations = 6 * (vectors.length - 1)): Promise<readonly number[]> => {
  const gram = tensor2d(vectors.map((a) => vectors.map((b) => dot(a, b))));
  const weights = scope(() => shortestSum(gram, cap, iterations));
  const read = (await readAll({ weights })).weights!;
  gram.dispose();
  weights.dispose();
  return [...read];
};

describe('the shortest sum', () => {
  test.each([
    [2, 1, 1000],
    [2, 0.6, 1000],
    [3, 1, 100],
    [3, 0.5, 100],
  ])('of %i vectors, none above %f: that of the best weights of a grid', async (members, cap, parts) => {
    for (let round = 0; round < 8; round++) {
      const vectors = drawn(members, round).map(unit);
      const weights = await solve(vectors, cap);
      const wanted = search(vectors, cap, parts);
      expectClose([sum(weights)], [1], 1e-5, 'their sum');
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...weights)).toBeLessThanOrEqual(cap + 1e-6);
      expectClose([lengthOf(weights, vectors)], [lengthOf(wanted, vectors)], 5e-3, 'the length', 1);
      expectClose(weights, wanted, 0.02, 'the weights', 1);
    }
  });

  test.each([4, 5])('of %i vectors: no way of moving weight shortens it', async (members) => {
    for (const cap of [1, 0.3]) {
      for (let round = 0; round < 5; round++) {
        const vectors = drawn(members, round).map(unit);
        const weights = await solve(vectors, cap, 100);
        const slopes = vectors.map((own) => sum(vectors.map((other, k) => weights[k]! * dot(own, other))));
        const giving = slopes.filter((_, k) => weights[k]! > 1e-4);
        const taking = slopes.filter((_, k) => weights[k]! < cap - 1e-4);
        expect(Math.max(...giving) - Math.min(...taking)).toBeLessThan(1e-3);
      }
    }
  });

  test('its scale does not matter; of vectors of no length the weights are equal, of vectors that are alike any', async () => {
    const vectors = drawn(3, 1);
    expectClose(
      await solve(
        vectors.map((x) => x.map((value) => value * 1e-6)),
        1,
      ),
      await solve(vectors, 1),
      1e-4,
      'the weights',
    );
    expectClose(
      await solve(
        [
          [0, 0],
          [0, 0],
        ],
        1,
      ),
      [0.5, 0.5],
      1e-6,
      'of no length',
    );
    expectClose(
      [
        sum(
          await solve(
            [
              [1, 2],
              [1, 2],
            ],
            1,
          ),
        ),
      ],
      [1],
      1e-6,
      'alike',
    );
  });
});

describe('the weighting', () => {
  const others: Rows[] = [
    [
      [0, 1, 2, 0],
      [1, 0, 1, 2],
      [1, 1, 0, -1],
    ],
    [
      [2, 3, 2, 0],
      [2, -2, 1, -1],
      [1, -1, -1, 3],
    ],
  ];
  const teachers = [teacherLogits, ...others];
  const ask = async (members: readonly Rows[], options = {}) =>
    (await evaluateWeighting(adaptive, { members: members.map(fromRows), student: fromRows(studentLogits), options })).rows[0]!;
  const meanGradient = (teacher: Rows) => {
    const rows = kdGradient(studentLogits, teacher, 4);
    return rows[0]!.map((_, column) => sum(rows.map((row) => row[column]!)));
  };
  const allGradients = (teacher: Rows) => kdGradient(studentLogits, teacher, 4).flat();

  const byLength = (shares: readonly number[], vectors: Rows) => {
    const weights = shares.map((share, k) => share / Math.hypot(...vectors[k]!));
    return weights.map((weight) => weight / sum(weights));
  };

  test.each([
    ['the mean gradients of kd', {}, 1, meanGradient],
    ['them under a cap', { nu: 0.6 }, 1 / 1.8, meanGradient],
    ['the gradients of all samples side by side', { gradients: 'each' }, 1, allGradients],
  ] as const)('gives the shortest sum of the directions of %s', async (_, options, cap, vectorOf) => {
    const vectors = teachers.map(vectorOf);
    expectClose(await ask(teachers, options), byLength(search(vectors.map(unit), cap, 100), vectors), 0.02, 'the weights', 1);
  });

  test('or of the gradients as they are', async () => {
    expectClose(await ask(teachers, { normalise: false }), search(teachers.map(meanGradient), 1, 100), 0.02, 'the weights', 1);
  });

  test('of two directions each has half, whatever they are: the weights are as the lengths of the other', async () => {
    const vectors = [teacherLogits, others[0]!].map(meanGradient);
    expectClose(await ask([teacherLogits, others[0]!]), byLength([0.5, 0.5], vectors), 1e-4, 'the weights');
  });

  test('gradients of two members that are at right angles count the same, opposite ones cancel', async () => {
    // At high temperatures the gradient is that of matching logits: the student's minus the member's.
    const near = async (members: readonly Rows[]) =>
      (
        await evaluateWeighting(adaptive, {
          members: members.map(fromRows),
          student: fromRows([[0, 0, 0, 0]]),
          options: { temperature: 1000, normalise: false },
        })
      ).rows[0]!;
    expectClose(await near([[[1, -1, 0, 0]], [[0, 0, 1, -1]]]), [0.5, 0.5], 1e-3, 'at right angles');
    // 3 w_1 = w_2.
    expectClose(await near([[[3, -3, 0, 0]], [[-1, 1, 0, 0]]]), [0.25, 0.75], 1e-3, 'opposite');
  });

  test('nu 1 is equal weights, and a member that the student equals takes all that it may', async () => {
    expectClose(await ask(teachers, { nu: 1, normalise: false }), [1 / 3, 1 / 3, 1 / 3], 1e-5, 'the weights');
    expectClose(await ask([studentLogits, ...others]), [1, 0, 0], 1e-5, 'the weights');
    expectClose([(await ask([studentLogits, ...others], { nu: 0.5, normalise: false }))[0]!], [2 / 3], 1e-5, 'under a cap');
  });

  test.each([{ nu: 0 }, { nu: 1.5 }, { temperature: 0 }, { iterations: 0 }])('refuses %j', (options) => {
    expect(() => makerOf([adaptive]).make('weighting', { id: 'adaptive', ...options })).toThrow('KD_E_OPTIONS_INVALID');
  });
});
