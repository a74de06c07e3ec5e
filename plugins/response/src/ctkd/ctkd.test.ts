// `ctkd` against plain loops, in the student's logits and in its temperature; the reversal and its schedule.
import type { Clock } from '@retort/kernel';
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFiniteAtExtremes, expectPlain, type Rows } from '../../test/plain.ts';
import { ctkd } from './ctkd.ts';
import { CtkdOptions, reversalOf } from './ctkd-options.ts';

const at = (options: object = {}, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(ctkd, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { ...options } });

const temperature = (theta: number, lowest = 1, span = 20) => lowest + span / (1 + Math.exp(-theta));

/** d loss / d theta by central differences in double precision. */
function slope(student: Rows, teacher: Rows, theta: number): number {
  const loss = (value: number) => kdLoss(student, teacher, temperature(value));
  return (loss(theta + 1e-4) - loss(theta - 1e-4)) / 2e-4;
}

describe('the loss', () => {
  test('is kd at the temperature lowest + span sigmoid(theta), 15.62 at the start', async () => {
    expect(temperature(1)).toBeCloseTo(15.6212, 4);
    expectClose([(await at()).loss], [kdLoss(studentLogits, teacherLogits, temperature(1))], 2e-6, 'the loss');
    const low = { lowest: 2, span: 4, start: 0 };
    expectClose([(await at(low)).loss], [kdLoss(studentLogits, teacherLogits, 4)], 1e-6, 'T = 4');
    expectClose([(await at(low)).loss], [0.296662955], 1e-6, 'the reference value at T = 4');
  });

  test('equals plain loops, loss and gradient by the student', async () => {
    await expectPlain(ctkd, { loss: (student, teacher) => kdLoss(student, teacher, temperature(1)), tolerance: 2e-5 });
    await expectPlain(ctkd, { options: { start: -4 }, loss: (student, teacher) => kdLoss(student, teacher, temperature(-4)), tolerance: 2e-5 });
  });
});

describe('the temperature', () => {
  test('gets the gradient of the whole loss, T^2 and the teacher included, times the factor', async () => {
    const row = fc.array(fc.double({ min: -4, max: 4, noNaN: true }).map(Math.fround), { minLength: 4, maxLength: 4 });
    const batch = fc.array(row, { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(batch, batch, fc.constantFrom(-3, -1, 0, 1), fc.constantFrom(-1, -0.25, 1), async (student, teacher, start, reversal) => {
        const { variables } = await at({ start, reversal }, student, teacher);
        expectClose(variables.theta!, [reversal * slope(student, teacher, start)], 1e-4, 'the gradient of theta', 1);
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  test('is pushed towards a larger loss by a step against its gradient', async () => {
    const { loss, variables } = await at({ start: -2, reversal: -1 });
    const moved = await at({ start: -2 - 0.5 * variables.theta![0]!, reversal: -1 });
    expect(moved.loss).toBeGreaterThan(loss);
  });

  test('rests while the factor is 0; the student does not', async () => {
    const { variables, student } = await at({ reversal: 0 });
    expect(Math.abs(variables.theta![0]!)).toBe(0);
    expect(student[0]!.some((value) => value !== 0)).toBe(true);
  });

  test('stays bounded, and everything finite, however far theta and the logits go', async () => {
    for (const start of [-200, 0, 200]) await expectFiniteAtExtremes(ctkd, { start });
    expectClose([(await at({ start: -200 })).loss], [0.120155613], 1e-6, 'kd at T = 1, the lowest');
  });
});

describe('the factor', () => {
  const factor = (options: object, epoch: number) => {
    const schedule = reversalOf(CtkdOptions.parse(options));
    if (typeof schedule !== 'object' || !('at' in schedule) || typeof schedule.at !== 'function') throw new Error('expected a schedule');
    const clock: Clock = { step: 0, epoch, stepsPerEpoch: 1, steps: 100, progress: 0 };
    return Number(schedule.at(clock));
  };

  test('goes from 0 to -1 along a cosine over 10 epochs, counted from 1, and stays', () => {
    expect(factor({}, 0)).toBeCloseTo((Math.cos(Math.PI / 10) - 1) / 2, 12);
    expect(factor({}, 4)).toBeCloseTo(-0.5, 12);
    expect(factor({}, 9)).toBeCloseTo(-1, 12);
    expect(factor({}, 200)).toBeCloseTo(-1, 12);
    expect(factor({ epochs: 5 }, 4)).toBeCloseTo(-1, 12);
  });

  test('may be a number or a schedule of the recipe', () => {
    const made = (reversal: unknown) => makerOf([ctkd]).make('knowledge', { id: 'ctkd', reversal }).feeds;
    expect(made(-0.5)).toEqual({ reversal: -0.5 });
    expect(made({ id: 'linear', from: 0, to: -1 })).toEqual({ reversal: { id: 'linear', from: 0, to: -1 } });
  });
});

test('two of it have a temperature each; refuses what has no meaning', async () => {
  const first = await evaluateKnowledge(ctkd, logitsPair);
  expect((await evaluateKnowledge(ctkd, { ...logitsPair, options: { start: 0 } })).loss).not.toBe(first.loss);
  expect(Object.keys(first.variables)).toEqual(['theta']);
  const make = (options: object) => () => makerOf([ctkd]).make('knowledge', { id: 'ctkd', ...options });
  for (const options of [{ lowest: 0 }, { span: -1 }, { epochs: 0 }, { temperature: 4 }]) expect(make(options)).toThrow('KD_E_OPTIONS_INVALID');
  await expect(at({}, [[1, 2, 3]], [[1, 2]])).rejects.toThrow('KD_E_TENSOR_SHAPE');
});
