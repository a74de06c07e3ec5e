import type { Clock, Contribution, Schedule } from '@retort/kernel';
import { describe, expect, test } from 'vitest';
import { clockAt } from '../loop/clock.ts';
import { constant, cosine, linear, oneCycle, sigmoidRamp, step, warmUpSchedule } from './schedules.ts';

const made = (contribution: Contribution<'schedule'>, options: object): Schedule => {
  const result = contribution.options!['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined) throw new Error('invalid options');
  return contribution.create(result.value, {});
};
const at = (schedule: Schedule, index: number, epochs = 10, perEpoch = 10): number => schedule.at(clockAt(index, perEpoch, epochs) as Clock);

describe('schedules', () => {
  test('linear and cosine start at `from` and reach `to` at the last step', () => {
    for (const contribution of [linear, cosine]) {
      const schedule = made(contribution, { from: 8, to: 2 });
      expect(at(schedule, 0)).toBeCloseTo(8, 12);
      expect(at(schedule, 99)).toBeCloseTo(2, 12);
    }
    expect(at(made(linear, { from: 0, to: 99 }), 33)).toBeCloseTo(33, 9);
    expect(at(made(cosine, { from: 1, to: 0 }), 33)).toBeCloseTo((1 + Math.cos(Math.PI / 3)) / 2, 9);
  });

  test('step multiplies after each of its epochs', () => {
    const schedule = made(step, { from: 0.05, after: [3, 6] });
    expect([0, 29, 30, 59, 60, 99].map((index) => at(schedule, index))).toEqual([0.05, 0.05, 0.05 * 0.1, 0.05 * 0.1, 0.05 * 0.1 ** 2, 0.05 * 0.1 ** 2]);
  });

  test('a warm-up grows in a straight line, never from zero, and leaves the rest of the schedule whole', () => {
    const schedule = made(cosine, { from: 1, to: 0, warmUp: 1 });
    expect(at(schedule, 0)).toBeCloseTo(0.1, 12);
    expect(at(schedule, 9)).toBeCloseTo(1, 12);
    expect(at(schedule, 10)).toBeCloseTo(1, 12);
    expect(at(schedule, 99)).toBeCloseTo(0, 12);
  });

  test('warm-up counts epochs from 1: the first epoch is not switched off', () => {
    const schedule = made(warmUpSchedule, { to: 8, epochs: 4 });
    expect([0, 10, 20, 30, 40].map((index) => at(schedule, index))).toEqual([2, 4, 6, 8, 8]);
  });

  test('one-cycle starts at peak/start, peaks, and ends at peak/start/end', () => {
    const schedule = made(oneCycle, { peak: 1, rise: 0.3 });
    expect(at(schedule, 0)).toBeCloseTo(1 / 25, 12);
    expect(at(schedule, 29)).toBeCloseTo(1, 12);
    expect(at(schedule, 99)).toBeCloseTo(1 / 25 / 1e4, 12);
  });

  test('sigmoid-ramp grows by whole epochs from e^-5 of its value, and stays there', () => {
    const schedule = made(sigmoidRamp, { to: 2, epochs: 4 });
    const expected = [Math.exp(-5), Math.exp(-5), Math.exp((-5 * 9) / 16), Math.exp(-5 / 4), Math.exp(-5 / 16), 1, 1];
    expect([0, 9, 10, 20, 30, 40, 99].map((index) => at(schedule, index) / 2)).toEqual(expected.map((value) => expect.closeTo(value, 12)));
    expect(at(made(sigmoidRamp, {}), 399, 80)).toBeCloseTo(Math.exp(-5 * (41 / 80) ** 2), 12);
  });

  test('constant is constant', () => {
    expect(at(made(constant, { value: 3 }), 57)).toBe(3);
  });
});
