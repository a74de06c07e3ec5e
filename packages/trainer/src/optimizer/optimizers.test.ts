// Each optimizer against plain-number arithmetic written from PyTorch's documented update rules, over several steps.
import type { Contribution, Optimizer } from '@retort/kernel';
import { createVariable, liveCount, scalar, tensor1d } from '@retort/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockAt } from '../loop/clock.ts';
import { adam, adamw } from './adam.ts';
import { clipByNorm, globalNorm } from './clip.ts';
import { sgd } from './sgd.ts';

const START = [1, -2, 0.5];
const GRADIENTS = [
  [0.3, -0.1, 0],
  [-0.2, 0.4, 1e-3],
  [0.05, 0.05, -2],
  [1, -1, 0.1],
];

function made(contribution: Contribution<'optimizer'>, options: object): Optimizer {
  const result = contribution.options!['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
  return contribution.create(result.value, {});
}

function run(optimizer: Optimizer, rate: (step: number) => number): number[] {
  const w = createVariable(tensor1d(START));
  const built = optimizer.build({ w });
  GRADIENTS.forEach((values, step) => {
    const gradient = tensor1d(values);
    const numbers = { rate: rate(step), ...optimizer.feeds(clockAt(step, 10, 1)) };
    const feeds = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalar(value)]));
    built.apply({ w: gradient }, feeds);
    for (const tensor of [gradient, ...Object.values(feeds)]) tensor.dispose();
  });
  const result = [...w.dataSync()];
  built.dispose();
  w.dispose();
  return result;
}

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

describe('optimizers', () => {
  test.each([
    { momentum: 0, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
    { momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  ])('sgd %o', (options) => {
    const rate = (step: number): number => 0.1 / (step + 1);
    const expected = START.map((start, i) => {
      let [w, m] = [start, 0];
      GRADIENTS.forEach((gradient, step) => {
        const g = gradient[i]! + options.weightDecay * w;
        m = options.momentum * m + g;
        w -= rate(step) * (options.nesterov ? g + options.momentum * m : m);
      });
      return w;
    });
    const received = run(made(sgd, options), rate);
    received.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
  });

  test.each([
    ['adam', adam, 0.1],
    ['adamw', adamw, 0.1],
    ['adam', adam, 0],
  ] as const)('%s with weight decay %#', (name, contribution, weightDecay) => {
    const rate = 0.05;
    const expected = START.map((start, i) => {
      let [w, m, v] = [start, 0, 0];
      GRADIENTS.forEach((gradient, index) => {
        const t = index + 1;
        if (name === 'adamw') w -= rate * weightDecay * w;
        const g = gradient[i]! + (name === 'adam' ? weightDecay * w : 0);
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        w -= (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
      });
      return w;
    });
    const received = run(made(contribution, { weightDecay }), () => rate);
    received.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });

  test('nesterov without momentum is refused', () => {
    expect(() => made(sgd, { nesterov: true })).toThrow('nesterov needs momentum');
  });

  test('clipping scales all gradients by one factor, and leaves small ones alone', () => {
    const gradients = { a: tensor1d([3, 0]), b: tensor1d([0, 4]) };
    const norm = globalNorm(gradients);
    expect(norm.dataSync()[0]).toBeCloseTo(5, 6);
    const clipped = clipByNorm(gradients, norm, 1);
    expect(clipped.a!.dataSync()[0]).toBeCloseTo(0.6, 5);
    expect(clipped.b!.dataSync()[1]).toBeCloseTo(0.8, 5);
    const kept = clipByNorm(gradients, norm, 10);
    expect([...kept.a!.dataSync()]).toEqual([3, 0]);
    for (const tensor of [norm, ...Object.values(gradients), ...Object.values(clipped), ...Object.values(kept)]) tensor.dispose();
  });
});
