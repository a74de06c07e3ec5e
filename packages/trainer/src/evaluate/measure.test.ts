import { describe, expect, test } from 'vitest';
import { agreement, measure } from './measure.ts';

// Four samples of three classes, worked out by hand: softmax of (log p) is p.
const p = [
  [0.7, 0.2, 0.1],
  [0.1, 0.6, 0.3],
  [0.45, 0.35, 0.2],
  [0.3, 0.25, 0.45],
];
const logits = Float32Array.from(p.flat().map(Math.log));

describe('measure', () => {
  test('accuracy, negative log-likelihood, confusion and per-class shares', () => {
    const { metrics, confusion, perClass, predictions } = measure(logits, Int32Array.from([0, 2, 1, 2]), 3);
    expect([...predictions]).toEqual([0, 1, 0, 2]);
    expect(metrics.accuracy).toBe(0.5);
    expect(metrics.nll).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3) + Math.log(0.35) + Math.log(0.45)) / 4, 6);
    expect(confusion).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(perClass).toEqual([1, 0, 0.5]);
  });

  test('expected calibration error of two bins', () => {
    // Confidences 0.7, 0.6, 0.45, 0.45; right: yes, no, no, yes. Bins (0, 0.5] and (0.5, 1].
    const { metrics, calibration } = measure(logits, Int32Array.from([0, 2, 1, 2]), 3, 2);
    expect(calibration.map(({ count }) => count)).toEqual([2, 2]);
    expect(metrics.ece).toBeCloseTo((Math.abs(1 - 0.9) + Math.abs(1 - 1.3)) / 4, 5);
  });

  test('samples without a label count nowhere but in the predictions', () => {
    const { metrics, predictions } = measure(logits, Int32Array.from([0, -1, -1, -1]), 3);
    expect(metrics.accuracy).toBe(1);
    expect(predictions).toHaveLength(4);
  });

  test('top-k counts a label that fewer than k logits exceed', () => {
    const six = Float32Array.from([6, 5, 4, 3, 2, 1]);
    const top = [0, 2, 3, 4, 5].map((label) => measure(six, Int32Array.from([label]), 6).metrics);
    expect(top.map((m) => m.top3)).toEqual([1, 1, 0, 0, 0]);
    expect(top.map((m) => m.top5)).toEqual([1, 1, 1, 1, 0]);
  });

  test('extreme logits stay finite', () => {
    const { metrics } = measure(Float32Array.from([1e4, -1e4, 0]), Int32Array.from([1]), 3);
    expect(metrics.nll).toBeCloseTo(2e4, 0);
    expect(Number.isFinite(metrics.ece!)).toBe(true);
  });

  test('agreement is the share of equal predictions', () => {
    expect(agreement(Int32Array.from([1, 2, 3, 4]), Int32Array.from([1, 2, 0, 4]))).toBe(0.75);
  });
});
