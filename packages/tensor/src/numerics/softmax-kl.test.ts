// Reference values computed in double precision, finite differences, the composed form, extremes.
import type { Scalar, Tensor, Tensor2D } from '@retort/kernel';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { differentiate, expectClose, scattered, slopes, weigh } from '../../test/differentiate.ts';
import { backends, use } from '../../test/engines.ts';
import { liveCount } from '../live-count.ts';
import { scope } from '../scope.ts';
import { div, exp, logSoftmax, mul, scalar, sub, sum, tensor2d } from '../tf.ts';
import { softmaxKl } from './softmax-kl.ts';

const student = [1, 2, 3, -1, 0.5, -1, 2, 0, 2, 0, -0.5, 1];
const teacher = [2, 1, 4, -2, 0, -0.5, 3, 1, 3, 1, -1, 0.5];

/** The definition, by loops over numbers. */
function plain(zs: readonly number[], zt: readonly number[], classes: number, temperature: number): number[] {
  const rows: number[] = [];
  for (let start = 0; start < zs.length; start += classes) {
    const logs = [zs, zt].map((z) => {
      const row = z.slice(start, start + classes).map((value) => value / temperature);
      const top = Math.max(...row);
      const total = Math.log(row.reduce((all, value) => all + Math.exp(value - top), 0));
      return row.map((value) => value - top - total);
    });
    const [s, t] = logs as [number[], number[]];
    rows.push(t.reduce((all, log, at) => all + (Math.exp(log) === 0 ? 0 : Math.exp(log) * (log - (s[at] as number))), 0));
  }
  return rows;
}

const composed = (zt: readonly number[], shape: [number, number], temperature: number) => (x: Tensor) =>
  scope(() => {
    const t = logSoftmax(div(tensor2d([...zt], shape), temperature));
    return sum(mul(exp(t), sub(t, logSoftmax(div(x, temperature)))), 1);
  });

describe.each(await backends())('softmaxKl on %s', (backend) => {
  beforeAll(() => use(backend));

  test.each([
    [1, 0.120155613],
    [4, 0.296662955],
    [20, 0.321644466],
  ])('T^2 batchmean at T = %d is the reference value', async (temperature, wanted) => {
    const zs = tensor2d(student, [3, 4]);
    const value = softmaxKl(zs, tensor2d(teacher, [3, 4]), temperature);
    const rows = [...(await value.data())];
    expectClose([(temperature ** 2 * rows.reduce((a, b) => a + b)) / 3], [wanted], 1e-6 * temperature);
    expectClose(rows, plain(student, teacher, 4, temperature), 1e-6);
  });

  test.each([20, 50, 100])('at T = %d the small divergence keeps five digits, however little the sides differ', async (temperature) => {
    const [zs, zt] = [scattered(60, 2), scattered(60, 2, 1)];
    const [a, b] = [tensor2d(zs, [6, 10]), tensor2d(zt, [6, 10])];
    const rows = softmaxKl(a, b, temperature);
    const read = await rows.data();
    for (const one of [a, b, rows]) one.dispose();
    plain(zs, zt, 10, temperature).forEach((wanted, row) => {
      expect(Math.abs((read[row] as number) - wanted) / wanted).toBeLessThan(1e-5);
    });
  });

  test('the gradient is the reference row, and T (p_s - p_t) / B after T^2 and the mean', async () => {
    const zt = tensor2d(teacher, [3, 4]);
    const { gradient } = await differentiate((x) => softmaxKl(x as Tensor2D, zt, 4), student, [3, 4], [16 / 3, 16 / 3, 16 / 3]);
    zt.dispose();
    expectClose(gradient.slice(0, 4), [-0.057569804, 0.103565491, -0.094916561, 0.048920874], 2e-7);
  });

  test.each([0.5, 1, 4, 20])('value and gradient at T = %d: central differences, and the composed form', async (temperature) => {
    const [zs, zt, weights] = [scattered(15, 6), scattered(15, 8, 1), [0.3, -2, 1.5]];
    const zt2 = tensor2d(zt, [3, 5]);
    const closed = await differentiate((x) => softmaxKl(x as Tensor2D, zt2, temperature), zs, [3, 5], weights);
    const taped = await differentiate(composed(zt, [3, 5], temperature), zs, [3, 5], weights);
    zt2.dispose();
    expectClose(closed.value, plain(zs, zt, 5, temperature), 2e-6);
    expectClose(
      closed.gradient,
      slopes((x) => weigh(plain(x, zt, 5, temperature), weights), zs),
      2e-6,
    );
    expectClose(closed.value, taped.value, 2e-6);
    expectClose(closed.gradient, taped.gradient, 2e-6);
  });

  test('a scalar tensor as temperature is that number', async () => {
    const four = scalar(4);
    const zt = tensor2d(teacher, [3, 4]);
    const [a, b] = [
      await differentiate((x) => softmaxKl(x as Tensor2D, zt, four), student, [3, 4]),
      await differentiate((x) => softmaxKl(x as Tensor2D, zt, 4), student, [3, 4]),
    ];
    expect(a).toEqual(b);
    four.dispose();
    zt.dispose();
  });

  test('logits of +-1e4 give finite values and gradients; a share of 0 adds 0', async () => {
    const zs = [1e4, -1e4, 0, -1e4, 1e4, 0, 1e4, 1e4, 1e4];
    const zt = [-1e4, 1e4, 0, -1e4, 1e4, 0, -1e4, 0, 1e4];
    for (const temperature of [0.5, 1, 4]) {
      const other = tensor2d(zt, [3, 3]);
      const { value, gradient } = await differentiate((x) => softmaxKl(x as Tensor2D, other, temperature), zs, [3, 3]);
      other.dispose();
      expectClose(value, [2e4 / temperature, 0, Math.log(3)], 1e-6);
      expectClose(
        gradient,
        [1, -1, 0, 0, 0, 0, 1 / 3, 1 / 3, -2 / 3].map((slope) => slope / temperature),
        1e-6,
      );
    }
  });
});

describe('softmaxKl as a divergence', () => {
  const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 6, maxLength: 6 });
  const value = (zs: readonly number[], zt: readonly number[], temperature: number): number[] => {
    const [a, b] = [tensor2d([...zs], [2, 3]), tensor2d([...zt], [2, 3])];
    const rows = softmaxKl(a, b, temperature);
    const read = [...rows.dataSync()];
    for (const one of [a, b, rows]) one.dispose();
    return read;
  };

  beforeAll(() => use('cpu'));

  test('is never negative, and zero for logits that differ by a constant per sample', () => {
    fc.assert(
      fc.property(
        logits,
        logits,
        fc.double({ min: 0.25, max: 20, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (zs, zt, temperature, shift) => {
          for (const row of value(zs, zt, temperature)) expect(row).toBeGreaterThanOrEqual(-1e-5);
          for (const row of value(
            zs,
            zs.map((z) => z + shift),
            temperature,
          ))
            expect(Math.abs(row)).toBeLessThan(2e-4);
        },
      ),
    );
  });
});

test('bad input is refused', () => {
  const before = liveCount();
  const [a, b] = [tensor2d([1, 2], [1, 2]), tensor2d([1, 2, 3], [1, 3])];
  expect(() => softmaxKl(a, b, 1)).toThrow(/KD_E_TENSOR_SHAPE/);
  for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => softmaxKl(a, a, temperature)).toThrow(/KD_E_TENSOR_VALUE/);
  expect(() => softmaxKl(a, a, a as unknown as Scalar)).toThrow(/KD_E_TENSOR_SHAPE/);
  a.dispose();
  b.dispose();
  expect(liveCount()).toEqual(before);
});
