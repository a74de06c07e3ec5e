// `ofd-partial-l2` and its margins against values computed in double precision from the definitions.
import { evaluateKnowledge, expectClose, fromRows, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ofdMargin } from './ofd-margin.ts';
import { ofdPartialL2 } from './ofd-partial-l2.ts';

test('the reference value', async () => {
  expectClose([(await evaluateKnowledge(ofdPartialL2, { ...mapsPair, options: { margin: -0.5 } })).loss], [14.666666667], 1e-6, 'the loss');
});

test('element by element: above and below a positive target, a negative one, and the margin', async () => {
  const student = [2, 0, -3, 0, 1, -0.25, -2];
  const teacher = [1, 1, -0.25, -0.25, -0.25, -4, -4];
  const rows = { student: [fromRows([student])], teacher: [fromRows([teacher])], options: { margin: -0.5 } };
  const { loss, student: gradient } = await evaluateKnowledge(ofdPartialL2, rows);
  expectClose([loss], [1 + 1 + 0 + 0.25 ** 2 + 1.25 ** 2 + 0.25 ** 2 + 0], 1e-6, 'the loss');
  expectClose(gradient[0]!, [2, -2, 0, 0.5, 2.5, 0.5, 0], 1e-6, 'the gradient');
});

test("the margin 'batch' is each channel's mean negative response, and 0 where none is negative", async () => {
  const sides = {
    student: [
      fromRows([
        [9, 9],
        [9, 9],
      ]),
    ],
    teacher: [
      fromRows([
        [-1, 2],
        [-3, 0],
      ]),
    ],
  };
  const given = await evaluateKnowledge(ofdPartialL2, { ...sides, options: { margin: [-2, 0] } });
  expect((await evaluateKnowledge(ofdPartialL2, sides)).loss).toBe(given.loss);
});

test('margins of their own for each pair, and layers that count half as much', async () => {
  const sides = { student: [fromRows([[0, 0]]), fromRows([[0]])], teacher: [fromRows([[-9, -9]]), fromRows([[-9]])] };
  const margin = [[-1, -2], [-3]];
  expect((await evaluateKnowledge(ofdPartialL2, { ...sides, options: { margin } })).loss).toBe(1 + 4 + 9);
  expect((await evaluateKnowledge(ofdPartialL2, { ...sides, options: { margin, layers: 'halving' } })).loss).toBe(5 / 2 + 9);
});

describe('refusals', () => {
  test.each([[[-1]], [[-1, -1, -1]], [[[-1, -1], [-1, -1], [-1]]]])('margins %j that do not fit the channels', async (margin) => {
    const pairs = [fromRows([[1, 2]]), fromRows([[1, 2]]), fromRows([[1, 2]])];
    await expect(evaluateKnowledge(ofdPartialL2, { student: pairs, teacher: pairs, options: { margin } })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
  test.each([1, [0.5, -1], 'mean', []])('the margin %j', async (margin) => {
    await expect(evaluateKnowledge(ofdPartialL2, { ...mapsPair, options: { margin } })).rejects.toThrow('KD_E_OPTIONS_INVALID');
  });
  test('unlike shapes', async () => {
    const rows = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1]])] };
    await expect(evaluateKnowledge(ofdPartialL2, rows)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
});

describe('ofdMargin', () => {
  test('the reference values', () => {
    expectClose(ofdMargin([0.2, 4], [0.8, 1]), [-0.570843184, -3], 1e-9, 'the margins');
  });

  test('it is the mean negative response of a Gaussian, by quadrature', () => {
    for (const [mu, sigma] of [
      [0.2, 0.8],
      [-1, 0.5],
      [0, 2],
      [2.9, 1],
      [-6, 1],
    ] as const) {
      const [from, cells] = [Math.min(mu, 0) - 12 * sigma, 20_000];
      let [weight, total] = [0, 0];
      for (let cell = 0; cell < cells; cell++) {
        const x = from * (1 - (cell + 0.5) / cells);
        const density = Math.exp(-0.5 * ((x - mu) / sigma) ** 2);
        weight += density;
        total += density * x;
      }
      expectClose(ofdMargin([mu], [sigma]), [total / weight], 1e-6, `mu ${mu}, sigma ${sigma}`);
    }
  });

  test('the sign of gamma does not matter; without spread every response is the bias', () => {
    expect(ofdMargin([0.2], [-0.8])).toEqual(ofdMargin([0.2], [0.8]));
    expect(ofdMargin([-2, 0, 2], [0, 0, 0])).toEqual([-2, 0, 0]);
  });

  test('the tail rule begins where one response in a thousand is negative', () => {
    const [below, above] = ofdMargin([3.0903, 3.0902], [1, 1]);
    expect(below).toBe(-3);
    expect(above).toBeGreaterThan(-0.4);
  });

  test('none is positive or not finite', () => {
    for (const mu of [-1e6, -50, -1e-9, 0, 1e-9, 50, 1e6]) {
      for (const sigma of [1e-6, 1, 1e6]) {
        const [margin] = ofdMargin([mu], [sigma]);
        expect(margin).toBeLessThanOrEqual(0);
        expect(Number.isFinite(margin)).toBe(true);
      }
    }
  });

  test('lists of unlike lengths are refused', () => expect(() => ofdMargin([1], [1, 2])).toThrow('KD_E_KNOWLEDGE_SHAPES'));
});
