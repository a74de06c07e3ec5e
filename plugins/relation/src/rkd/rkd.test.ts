// `rkd` against values computed in double precision from the definitions, and its hazards: equal rows, one row, B^3 memory.
import type { Tensor2D } from '@retort/kernel';
import { createVariable, type Gradients, gradients, liveCount, randomStream, readAll, scope, tensor2d } from '@retort/tensor';
import {
  evaluateKnowledge,
  expectClose,
  expectFinite,
  fromRows,
  makerOf,
  rkdAngle,
  rkdDistance,
  studentVectors,
  teacherVectors,
  vectorsPair,
} from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorsAtOnce, angleLoss } from './angle-loss.ts';
import { rkd } from './rkd.ts';

type Rows = readonly (readonly number[])[];

const evaluate = (student: Rows, teacher: Rows, options: Readonly<Record<string, unknown>> = {}) =>
  evaluateKnowledge(rkd, { student: [fromRows(student)], teacher: [fromRows(teacher)], options });

describe('reference values', () => {
  test('distance, angle, and both with the weights of the paper', async () => {
    expectClose([(await evaluate(studentVectors, teacherVectors, { distance: 1, angle: 0 })).loss], [0.012249564], 1e-6, 'distance');
    expectClose([(await evaluate(studentVectors, teacherVectors, { distance: 0, angle: 1 })).loss], [0.005859951], 1e-6, 'angle');
    const { loss, terms } = await evaluateKnowledge(rkd, vectorsPair);
    expectClose([loss], [0.599236641], 1e-6, 'both');
    expect(Object.keys(terms)).toEqual(['distance', 'angle']);
    expectClose(Object.values(terms), [25 * 0.012249564, 50 * 0.005859951], 1e-6, 'the terms carry their weights');
  });

  test('the plain loops agree', () => {
    expect(rkdDistance(studentVectors, teacherVectors)).toBeCloseTo(0.012249564, 9);
    expect(rkdAngle(studentVectors, teacherVectors)).toBeCloseTo(0.005859951, 9);
  });
});

test('equals plain loops on any batch', async () => {
  const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }).map(Math.fround), { minLength: 3, maxLength: 3 });
  // Rows apart from each other: nearly equal rows have a direction that float32 does not hold.
  const apart = (rows: Rows) => rows.every((a, i) => rows.every((b, j) => i === j || Math.hypot(...a.map((value, axis) => value - b[axis]!)) > 0.1));
  const batch = fc.array(row, { minLength: 4, maxLength: 4 }).filter(apart);
  await fc.assert(
    fc.asyncProperty(batch, batch, async (student, teacher) => {
      const { terms } = await evaluate(student, teacher, { distance: 1, angle: 1 });
      expectClose([terms.distance!, terms.angle!], [rkdDistance(student, teacher), rkdAngle(student, teacher)], 1e-4, 'the terms', 0.01);
    }),
    { numRuns: 15 },
  );
});

describe('hazards', () => {
  test('equal rows count as a pair at distance 0, with no pull between them', async () => {
    const twins = [studentVectors[0]!, studentVectors[0]!, ...studentVectors.slice(1)];
    const teacher = [...teacherVectors, [3, 0, 0]];
    const { terms, student } = await evaluate(twins, teacher, { distance: 1, angle: 1 });
    expectClose([terms.distance!, terms.angle!], [rkdDistance(twins, teacher), rkdAngle(twins, teacher)], 1e-4, 'the terms');
    expectFinite(student[0]!, 'the gradient');
    // Not the 1 / 1e-6 or 1 / 1e-12 of an unguarded square root or division.
    expect(Math.max(...student[0]!.map(Math.abs))).toBeLessThan(10);
  });

  test('a batch of equal rows, on either side or both, is finite', async () => {
    const same = studentVectors.map(() => [1, 2, 3]);
    for (const [student, teacher] of [
      [same, teacherVectors],
      [studentVectors, same],
      [same, same],
    ] as const) {
      const { loss, student: gradient } = await evaluate(student, teacher);
      expectFinite([loss], 'the loss');
      expectFinite(gradient[0]!, 'the gradient');
      expect(Math.max(...gradient[0]!.map(Math.abs))).toBeLessThan(1e3);
    }
  });

  test('a batch of one has no relations: zero, and a zero gradient that exists', async () => {
    const { loss, terms, student } = await evaluate([[1, 2, 3]], [[3, 2]]);
    expect(loss).toBe(0);
    expect(Object.keys(terms)).toEqual(['distance', 'angle']);
    expect([...student[0]!]).toEqual([0, 0, 0]);
  });

  test('two samples are alike up to scale', async () => {
    expect(
      (
        await evaluate(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [0, 0, 1],
            [5, 5, 5],
          ],
        )
      ).loss,
    ).toBeCloseTo(0, 6);
  });

  test('the mean distance of the student takes part in the gradient: scaling all rows changes nothing', async () => {
    const { student } = await evaluate(studentVectors, teacherVectors, { distance: 1, angle: 0 });
    const along = student[0]!.reduce((sum, slope, index) => sum + slope * studentVectors.flat()[index]!, 0);
    expect(along).toBeCloseTo(0, 6);
  });
});

describe('angles in chunks', () => {
  const rows = (seed: number, size: number, width: number) =>
    tensor2d(
      randomStream(seed, 'rows')
        .at(0)
        .normals(size * width),
      [size, width],
    );

  async function differentiate(size: number, chunk?: number) {
    const [student, teacher] = [createVariable(rows(1, size, 4)), rows(2, size, 3)];
    const made: Gradients = scope(() => gradients(() => angleLoss(student as Tensor2D, teacher, chunk), { student }));
    const read = await readAll({ loss: made.value, gradient: made.gradients.student! });
    for (const tensor of [student, teacher, made.value, made.gradients.student!]) tensor.dispose();
    return read as { loss: Float32Array; gradient: Float32Array };
  }

  test.each([1, 2, 3, 4, 7])('of %d anchors give the loss and gradient of all at once', async (chunk) => {
    const [whole, parts] = [await differentiate(7, 7), await differentiate(7, chunk)];
    expectClose(parts.loss, whole.loss, 1e-6, 'the loss');
    expectClose(parts.gradient, whole.gradient, 1e-5, 'the gradient');
  });

  test('nothing of order B^3 waits for the backward pass', () => {
    const [student, teacher] = [createVariable(rows(1, 12, 4)), rows(2, 12, 3)];
    const before = liveCount().tensors;
    let kept = 0;
    scope(() => {
      gradients(
        () => {
          const loss = angleLoss(student as Tensor2D, teacher, 1);
          kept = liveCount().tensors - before;
          return loss;
        },
        { student },
      );
    });
    student.dispose();
    teacher.dispose();
    // The loss, and what the backward pass starts from again: both sides' vectors.
    expect(kept).toBeLessThanOrEqual(4);
  });

  test.each([
    [32, 64],
    [512, 512],
    [4096, 4096],
  ])('%d samples of width %d take as many anchors at once as fit 16 MiB', (size, width) => {
    const anchors = anchorsAtOnce(size, width);
    expect(anchors).toBeGreaterThanOrEqual(1);
    expect(anchors).toBeLessThanOrEqual(size);
    if (anchors > 1) expect(anchors * size * (size + width) * 4).toBeLessThanOrEqual(2 ** 24);
    if (size === 32) expect(anchors).toBe(size);
  });
});

test.each([{ distance: 0, angle: 0 }, { distance: -1 }, { angle: Number.NaN }, { margin: 1 }])('refuses the options %j', (options) => {
  expect(() => makerOf([rkd]).make('knowledge', { ...options, id: 'rkd' })).toThrow('KD_E_OPTIONS_INVALID');
});

test('refuses batches of unequal size', async () => {
  await expect(evaluate(studentVectors, teacherVectors.slice(1))).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
