// Temperatures per sample against plain loops, and `kd` with them: the temperatures are numbers, not part of what is learnt.
import { defineSchedule } from '@retort/kernel';
import { readAll, scalar, scope, tensor2d } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { divergence, expectFiniteAtExtremes, expectPlain, mean, type Row, type Rows, softmax, standardised, total } from '../../test/plain.ts';
import { kd } from '../kd/kd.ts';
import { sampleTemperature } from './sample-temperature.ts';
import { type SampleTemperature, SampleTemperatureOptions } from './sample-temperature-options.ts';

const flsw = (beta: number, gamma: number, least = 0.1): SampleTemperature => ({ id: 'flsw', beta, gamma, least });
const cwsm = (beta: number, least = 0.1): SampleTemperature => ({ id: 'cwsm', beta, least });

const length = (row: Row) => Math.sqrt(total(row.map((value) => value ** 2))) + 1e-4;

function plainTemperatures(strategy: SampleTemperature, student: Rows, teacher: Rows, base: number): number[] {
  const weights = student.map((row, sample) => {
    if (strategy.id === 'cwsm') return 1 / (Math.max(...softmax(row)) + 1e-3);
    const other = teacher[sample]!;
    const cosine = total(row.map((value, index) => value * other[index]!)) / (length(row) * length(other));
    return Math.max(0, 1 - cosine) ** strategy.gamma;
  });
  return weights.map((weight) => Math.max(strategy.least, base + (mean(weights) - weight) * strategy.beta));
}

async function temperatures(strategy: SampleTemperature, student: Rows, teacher: Rows, base: number): Promise<number[]> {
  const [own, other, start] = [tensor2d(student.flat(), [student.length, 4]), tensor2d(teacher.flat(), [teacher.length, 4]), scalar(base)];
  const made = scope(() => sampleTemperature(strategy, own, other, start));
  try {
    return [...(await readAll({ made })).made!];
  } finally {
    for (const tensor of [own, other, start, made]) tensor.dispose();
  }
}

const plainKd = (strategy: SampleTemperature, base: number, held?: Rows) => (student: Rows, teacher: Rows) => {
  const each = plainTemperatures(strategy, held ?? student, teacher, base);
  return mean(student.map((row, sample) => each[sample]! ** 2 * divergence(row, teacher[sample]!, each[sample]!)));
};

describe.each([
  ['flsw', flsw(2, 1)],
  ['flsw, gamma 2', flsw(5, 2)],
  ['cwsm', cwsm(3)],
] as const)('%s', (_, strategy) => {
  test('gives the temperatures of plain loops, around the base as their mean', async () => {
    const found = await temperatures(strategy, studentLogits, teacherLogits, 4);
    expectClose(found, plainTemperatures(strategy, studentLogits, teacherLogits, 4), 1e-6, 'the temperatures');
    expect(mean(found)).toBeCloseTo(4, 5);
    expect(new Set(found.map((value) => value.toFixed(4))).size).toBe(3);
  });

  test('kd with it equals plain loops, and its gradient is that with the temperatures held', async () => {
    const options = { temperature: 4, perSample: strategy };
    await expectPlain(kd, { options, loss: plainKd(strategy, 4), frozen: (held) => plainKd(strategy, 4, held), tolerance: 2e-5, spread: 0.5 });
  });

  test('logits of 1e4 stay finite', async () => {
    await expectFiniteAtExtremes(kd, { perSample: strategy });
  });
});

test('by hand, of two samples around 4', async () => {
  // One sample whose sides agree, one where they are at right angles: w = 1 - 1/1.0001^2 and 1.
  const agreed = 1 - 1 / 1.0001 ** 2;
  const sides = [
    [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
    [
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ],
  ] as const;
  expectClose(await temperatures(flsw(2, 1), ...sides, 4), [4 + (1 - agreed), 4 - (1 - agreed)], 1e-6, 'flsw');
  expectClose(await temperatures(flsw(2, 2), ...sides, 4), [4 + (1 - agreed ** 2), 4 - (1 - agreed ** 2)], 1e-6, 'flsw, gamma 2');
  // Largest probabilities 3/6 and 1/4.
  const student = [
    [Math.log(3), 0, 0, 0],
    [0, 0, 0, 0],
  ];
  const [sure, unsure] = [1 / 0.501, 1 / 0.251];
  expectClose(await temperatures(cwsm(1), student, student, 4), [4 + (unsure - sure) / 2, 4 - (unsure - sure) / 2], 1e-6, 'cwsm');
});

test('kd takes them with a temperature that follows a schedule, and with standardised logits', async () => {
  const cooling = defineSchedule({ id: 'cooling', summary: 'from 6 to 2', create: () => ({ at: ({ progress }) => 6 - 4 * progress }) });
  const options = { temperature: { id: 'cooling' }, perSample: cwsm(1), standardise: true };
  const { loss } = await evaluateKnowledge(kd, { ...logitsPair, options, contributions: [cooling] });
  const [student, teacher] = [studentLogits.map(standardised), teacherLogits.map(standardised)];
  expectClose([loss], [plainKd(cwsm(1), 6)(student, teacher)], 1e-5, 'the loss');
});

test('flsw softens less where the two sides disagree; cwsm where the student is unsure', async () => {
  const student = [
    [4, 0, 0, 0],
    [4, 0, 0, 0],
  ];
  const [agreed, disagreed] = await temperatures(
    flsw(1, 1),
    student,
    [
      [5, 0, 0, 0],
      [0, 5, 0, 0],
    ],
    4,
  );
  expect(agreed).toBeGreaterThan(disagreed!);
  const [sure, unsure] = await temperatures(
    cwsm(1),
    [
      [9, 0, 0, 0],
      [0.1, 0, 0, 0],
    ],
    student,
    4,
  );
  expect(sure).toBeGreaterThan(unsure!);
});

test('a batch of one, or beta 0, is plain kd', async () => {
  const one = { student: [fromRows(studentLogits.slice(0, 1))], teacher: [fromRows(teacherLogits.slice(0, 1))] };
  const single = await evaluateKnowledge(kd, { ...one, options: { perSample: flsw(7, 1) } });
  expectClose([single.loss], [kdLoss(studentLogits.slice(0, 1), teacherLogits.slice(0, 1), 4)], 1e-6, 'a batch of one');
  const flat = await evaluateKnowledge(kd, { ...logitsPair, options: { perSample: cwsm(0) } });
  expectClose([flat.loss], [kdLoss(studentLogits, teacherLogits, 4)], 1e-6, 'beta 0');
});

test('no temperature falls below the bound, where the published form would go below 0', async () => {
  const student = [
    [0, 0, 0, 0],
    [9, 0, 0, 0],
    [9, 0, 0, 0],
  ];
  expect((await temperatures(cwsm(4), student, teacherLogits, 2))[0]).toBeCloseTo(0.1, 6);
  expect((await temperatures(cwsm(4, 1.5), student, teacherLogits, 2))[0]).toBeCloseTo(1.5, 6);
});

test('its defaults, and what it refuses', () => {
  expect(SampleTemperatureOptions.parse({ id: 'flsw' })).toEqual(flsw(1, 1));
  expect(SampleTemperatureOptions.parse({ id: 'cwsm' })).toEqual(cwsm(1));
  const make = (perSample: unknown) => () => makerOf([kd]).make('knowledge', { id: 'kd', perSample });
  for (const wrong of ['flsw', { id: 'flws' }, { id: 'cwsm', gamma: 1 }, { id: 'flsw', gamma: 0 }, { id: 'flsw', least: 0 }])
    expect(make(wrong), JSON.stringify(wrong)).toThrow(/perSample.*KD_E_OPTIONS_INVALID/s);
});
