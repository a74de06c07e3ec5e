// `kd` against values computed in double precision from the paper's formula, and against the slips seen in public code.
import { evaluateKnowledge, expectClose, expectFinite, fromRows, kdGradient, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kd } from './kd.ts';

const at = (temperature: number, student = studentLogits, teacher = teacherLogits) =>
  evaluateKnowledge(kd, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { temperature } });

describe('reference values', () => {
  test.each([
    [1, 0.120155613],
    [4, 0.296662955],
    [20, 0.321644466],
  ])('T = %d', async (temperature, expected) => {
    const { loss, terms } = await at(temperature);
    expectClose([loss], [expected], 1e-6, 'the loss');
    expect(Object.keys(terms)).toEqual(['kd']);
    expectClose([kdLoss(studentLogits, teacherLogits, temperature)], [expected], 1e-8, 'the plain loops');
  });

  test('another teacher at T = 4', async () => {
    const other = [
      [0, 1, 2, 0],
      [1, 0, 1, 2],
      [1, 1, 0, -1],
    ];
    expectClose([(await at(4, studentLogits, other)).loss], [0.536063842], 1e-6, 'the loss');
  });

  test('gradient of the first sample at T = 4', async () => {
    const expected = [-0.057569804, 0.103565491, -0.094916561, 0.048920874];
    const { student } = await at(4);
    expectClose(student[0]!.subarray(0, 4), expected, 1e-6, 'the gradient');
    expectClose(kdGradient(studentLogits, teacherLogits, 4)[0]!, expected, 1e-8, 'the plain loops');
  });

  test('4 is the temperature where none is given', async () => {
    expect((await evaluateKnowledge(kd, logitsPair)).loss).toBe((await at(4)).loss);
  });
});

describe('slips seen in public code', () => {
  test('the reduction is the mean over the batch, not over batch and classes', async () => {
    expectClose([(await at(4)).loss], [0.074165739 * 4], 1e-6, 'four classes times the element mean');
  });

  test('T^2 is there: with zero-mean logits and a large T the gradient is that of matching logits, (zs - zt) / (C B)', async () => {
    const [zs, zt] = [[[1, 0, -1]], [[0.5, 0.5, -1]]];
    const { student } = await at(1000, zs, zt);
    expectClose(student[0]!, [0.5 / 3, -0.5 / 3, 0], 2e-3, 'the gradient');
  });

  test('the divergence is KL(teacher || student), not the other way round', async () => {
    const reversed = kdLoss(teacherLogits, studentLogits, 1);
    expect(reversed).toBeCloseTo(0.181502393, 8);
    expect((await at(1)).loss).not.toBeCloseTo(reversed, 2);
  });
});

test('equals plain loops at any temperature, loss and gradient', async () => {
  const row = fc.array(fc.double({ min: -5, max: 5, noNaN: true }).map(Math.fround), { minLength: 5, maxLength: 5 });
  const batch = fc.array(row, { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(batch, batch, fc.double({ min: 0.5, max: 8, noNaN: true }).map(Math.fround), async (zs, zt, temperature) => {
      const { loss, student } = await at(temperature, zs, zt);
      expect(loss).toBeGreaterThanOrEqual(-1e-5);
      // In float32 the loss is known to about 1e-6 T^2, however small it is.
      expectClose([loss], [kdLoss(zs, zt, temperature)], 1e-5, 'the loss', temperature ** 2 / 10);
      expectClose(student[0]!, kdGradient(zs, zt, temperature).flat(), 1e-5, 'the gradient', temperature / 10);
    }),
    { numRuns: 50 },
  );
});

test('a teacher that is certain, and a student that is certain of another class, give finite numbers', async () => {
  const { loss, student } = await at(1, [[1e4, -1e4, 0]], [[-1e4, 1e4, 0]]);
  expectClose([loss], [2e4], 1e-6, 'the loss');
  expectFinite(student[0]!, 'the gradient');
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '', null])('refuses the temperature %j', (temperature) => {
  expect(() => makerOf([kd]).make('knowledge', { id: 'kd', temperature })).toThrow(/temperature.*KD_E_OPTIONS_INVALID/s);
});

test('takes a schedule as the temperature, as a feed', () => {
  const knowledge = makerOf([kd]).make('knowledge', { id: 'kd', temperature: { id: 'cosine', from: 4, to: 1 } });
  expect(knowledge.feeds).toEqual({ temperature: { id: 'cosine', from: 4, to: 1 } });
});

test('refuses logits that do not meet', async () => {
  await expect(at(4, [[1, 2, 3]], [[1, 2]])).rejects.toThrow('KD_E_TENSOR_SHAPE');
  await expect(
    at(
      4,
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
      ],
    ),
  ).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
