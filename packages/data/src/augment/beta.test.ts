// Beta numbers by their moments, and at the edges of their parameter.
import { randomStream } from '@retort/tensor';
import { describe, expect, it } from 'vitest';
import { betaNumber } from './beta.ts';

function numbers(alpha: number, count: number): number[] {
  const stream = randomStream(11, `beta/${alpha}`);
  return Array.from({ length: count }, (_, step) => {
    const draws = stream.at(step);
    let index = 0;
    return betaNumber(alpha, () => {
      index += 1;
      return draws.uniform(index);
    });
  });
}

describe('betaNumber', () => {
  // Mean 1/2, variance 1 / (4 (2 alpha + 1)), fourth central moment 3 / (16 (2 alpha + 1) (2 alpha + 3)).
  it.each([0.1, 0.2, 0.5, 1, 2, 8])('has the moments of Beta(alpha, alpha), alpha %f', (alpha) => {
    const drawn = numbers(alpha, 20_000);
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    const moment = (power: number) => drawn.reduce((sum, value) => sum + (value - 0.5) ** power, 0) / drawn.length;
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(variance / 20_000));
    expect(Math.abs(moment(2) - variance)).toBeLessThan(5 * Math.sqrt((fourth - variance ** 2) / 20_000));
    expect(moment(4)).toBeCloseTo(fourth, 2);
  });

  it('is uniform for alpha 1: its quartiles are 1/4, 1/2, 3/4', () => {
    const drawn = numbers(1, 20_000).sort((a, b) => a - b);
    for (const quarter of [0.25, 0.5, 0.75]) expect(drawn[quarter * 20_000]).toBeCloseTo(quarter, 1);
  });

  it('stays a number in [0, 1] where alpha is tiny', () => {
    for (const value of numbers(1e-4, 500)) expect(value >= 0 && value <= 1).toBe(true);
  });

  it('stays finite where a uniform draw is 0', () => {
    let calls = 0;
    const value = betaNumber(0.2, () => (calls++ % 4 === 0 ? 0 : 0.5));
    expect(Number.isFinite(value)).toBe(true);
  });
});
