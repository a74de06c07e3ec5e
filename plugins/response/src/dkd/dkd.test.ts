// `dkd` against reference values, plain loops, the identity that it decouples, and the slips seen in public code.
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { evaluateLabelled } from '../../test/evaluate-labelled.ts';
import { divergence, expectFiniteAtExtremes, expectPlain, logSoftmax, type Row, type Rows, softmax, standardised, total } from '../../test/plain.ts';
import { dkd } from './dkd.ts';

const labels = [2, 3, 0];
const at = (options: object, student: Rows = studentLogits, teacher: Rows = teacherLogits, of: Row = labels) =>
  evaluateKnowledge(dkd, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels: of, options: { ...options } });

/** The two divergences of one sample, from probabilities. */
function parts(student: Row, teacher: Row, label: number, temperature: number): { target: number; rest: number } {
  const [own, other] = [softmax(student, temperature), softmax(teacher, temperature)];
  const others = (logits: Row) => logits.filter((_, index) => index !== label);
  const [missed, left] = [total(others(own)), total(others(other))];
  const target = other[label]! * Math.log(other[label]! / own[label]!) + left * Math.log(left / missed);
  return { target, rest: divergence(others(student), others(teacher), temperature) };
}

const plain =
  (alpha: number, beta: number, temperature: number, prepare = (row: Row) => row) =>
  (student: Rows, teacher: Rows, of: Row) =>
    (temperature ** 2 / student.length) *
    total(
      student.map((row, sample) => {
        const { target, rest } = parts(prepare(row), prepare(teacher[sample]!), of[sample]!, temperature);
        return alpha * target + beta * rest;
      }),
    );

describe('reference values', () => {
  test('both parts and their sum at T = 4', async () => {
    const { terms } = await at({ alpha: 1, beta: 1 });
    expectClose([terms.tckd!], [0.101991836], 1e-6, 'tckd');
    expectClose([terms.nckd!], [0.316182348], 1e-6, 'nckd');
    const { loss } = await at({});
    expectClose([loss], [2.631450623], 1e-6, 'alpha 1, beta 8');
    expectClose([plain(1, 8, 4)(studentLogits, teacherLogits, labels)], [2.631450623], 1e-9, 'the plain loops');
  });

  test('equals plain loops, loss and gradient', async () => {
    await expectPlain(dkd, { options: { alpha: 1, beta: 8, temperature: 4 }, loss: plain(1, 8, 4), tolerance: 2e-5 });
    await expectPlain(dkd, { options: { alpha: 0.5, beta: 0, temperature: 1 }, loss: plain(0.5, 0, 1) });
  });

  test('standardised first, equals plain loops over standardised logits', async () => {
    await expectPlain(dkd, { options: { temperature: 2, beta: 2, standardise: true }, loss: plain(1, 2, 2, standardised), tolerance: 1e-4, spread: 0.5 });
  });
});

test('decouples: KL(p_t || p_s) = KL(b_t || b_s) + (1 - p_t,y) KL(q_t || q_s) for each sample', async () => {
  for (const temperature of [1, 4]) {
    for (const [sample, label] of labels.entries()) {
      const [student, teacher] = [[studentLogits[sample]!], [teacherLogits[sample]!]];
      const { terms } = await at({ temperature, alpha: 1, beta: 1 }, student, teacher, [label]);
      const doubt = 1 - Math.exp(logSoftmax(teacher[0]!, temperature)[label]!);
      expectClose([terms.tckd! + doubt * terms.nckd!], [kdLoss(student, teacher, temperature)], 1e-6, 'the sum of the parts');
    }
  }
});

describe('slips seen in public code', () => {
  test('two classes: nothing is said among the others, so nckd is 0 and the rest is kd', async () => {
    const [student, teacher]: [Rows, Rows] = [
      [
        [1, -0.5],
        [3, 1],
      ],
      [
        [-2, 0.5],
        [1, 2],
      ],
    ];
    const { terms, loss, student: gradients } = await at({}, student, teacher, [0, 1]);
    expect(terms.nckd).toBe(0);
    expectClose([loss], [kdLoss(student, teacher, 4)], 1e-6, 'the loss');
    const { student: same } = await at({ beta: 0 }, student, teacher, [0, 1]);
    expect(gradients).toEqual(same);
  });

  test('the label comes from the batch, not from what the teacher thinks', async () => {
    const [right, wrong] = [await at({}), await at({}, studentLogits, teacherLogits, [0, 0, 1])];
    expect(Math.abs(right.loss - wrong.loss)).toBeGreaterThan(0.1);
  });

  test('a label that a side is certain of, or rules out, gives no logarithm of 0', async () => {
    await expectFiniteAtExtremes(dkd);
    await expectFiniteAtExtremes(dkd, { temperature: 1, standardise: true });
  });

  test('the labelled class is left out exactly, also where its logit towers a thousand temperatures above the others', async () => {
    const [student, teacher]: [Rows, Rows] = [[[9000, 1, 2, -1]], [[8000, 2, 1, 0]]];
    const { terms } = await at({ temperature: 1, alpha: 1, beta: 1 }, student, teacher, [0]);
    expectClose([terms.nckd!], [divergence([1, 2, -1], [2, 1, 0])], 1e-5, 'nckd');
  });

  test('the divergence is KL(teacher || student), not the other way round', async () => {
    const [student, teacher]: [Rows, Rows] = [[[0, 0, 0, 0]], [[6, 0, -1, 2]]];
    const swapped = plain(1, 8, 1)(teacher, student, [1]);
    const { loss } = await at({ temperature: 1 }, student, teacher, [1]);
    expectClose([loss], [plain(1, 8, 1)(student, teacher, [1])], 1e-6, 'the loss');
    expect(Math.abs(loss - swapped)).toBeGreaterThan(1);
  });
});

test('samples without a label take no part: neither in the sum nor in the count', async () => {
  const known = await at({}, studentLogits.slice(0, 2), teacherLogits.slice(0, 2), [2, 3]);
  const found = await evaluateLabelled(dkd, { student: studentLogits, teacher: teacherLogits, labels: [2, 3, -1] });
  expectClose([found.loss], [known.loss], 1e-6, 'the loss');
  expectClose(found.gradient, [...known.student[0]!, 0, 0, 0, 0], 1e-6, 'the gradient');
  const none = await evaluateLabelled(dkd, { student: studentLogits, teacher: teacherLogits, labels: [-1, -1, -1] });
  expect([none.loss, ...none.gradient].every((value) => value === 0)).toBe(true);
});

test('refuses what has no meaning', () => {
  const make = (options: object) => () => makerOf([dkd]).make('knowledge', { id: 'dkd', ...options });
  expect(make({ temperature: 0 })).toThrow(/temperature.*KD_E_OPTIONS_INVALID/s);
  expect(make({ alpha: -1 })).toThrow(/alpha.*KD_E_OPTIONS_INVALID/s);
  expect(make({ warmup: 20 })).toThrow('KD_E_OPTIONS_INVALID');
});

test('the defaults are those of CIFAR-100: alpha 1, beta 8, T 4', async () => {
  const values = { ...logitsPair, labels };
  expect((await evaluateKnowledge(dkd, values)).loss).toBe((await at({ alpha: 1, beta: 8, temperature: 4 })).loss);
});
