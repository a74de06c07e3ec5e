// What a table of logits is worth against the labels: accuracy, top-k, negative log-likelihood, calibration, per class.
// Plain numbers in double precision; samples without a label are left out.
import type { Metrics } from '@retort/kernel';
import { logSoftmaxRow } from './softmax-row.ts';

/** One bin of a reliability diagram: samples, mean confidence and share that is right. */
export interface CalibrationBin {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Measurement {
  /** `accuracy`, `top3` (of 4 or more classes), `top5` (of 6 or more), `nll` (nats), `ece`. */
  readonly metrics: Metrics;
  /** Share of each class that is right; NaN-free: classes without samples are `null`. */
  readonly perClass: readonly (number | null)[];
  /** `confusion[label][prediction]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  readonly calibration: readonly CalibrationBin[];
  /** The predicted class of every sample, labelled or not. */
  readonly predictions: Int32Array;
}

/**
 * Expected calibration error: sum over bins of n_b/n * |accuracy_b - confidence_b|, equal-width bins over (0, 1]
 * (Guo et al. 2017, 15 bins). Top-k counts a label whose logit is exceeded by fewer than k others.
 */
export function measure(logits: Float32Array, labels: Int32Array, classes: number, bins = 15): Measurement {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const calibration = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  const predictions = new Int32Array(labels.length);
  let counted = 0;
  let nll = 0;
  let top3 = 0;
  let top5 = 0;
  for (let n = 0; n < labels.length; n++) {
    const row = logSoftmaxRow(logits.subarray(n * classes, (n + 1) * classes), 1);
    const prediction = row.indexOf(Math.max(...row));
    predictions[n] = prediction;
    const label = labels[n]!;
    if (label < 0) continue;
    counted += 1;
    nll -= row[label]!;
    confusion[label]![prediction]! += 1;
    const above = row.filter((value) => value > row[label]!).length;
    if (above < 3) top3 += 1;
    if (above < 5) top5 += 1;
    const confidence = Math.exp(row[prediction]!);
    const bin = calibration[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.count += 1;
    bin.confidence += confidence;
    if (prediction === label) bin.right += 1;
  }
  const right = confusion.reduce((total, row, label) => total + row[label]!, 0);
  const per = (value: number): number => (counted === 0 ? 0 : value / counted);
  return {
    metrics: {
      accuracy: per(right),
      ...(classes >= 4 ? { top3: per(top3) } : {}),
      ...(classes >= 6 ? { top5: per(top5) } : {}),
      nll: per(nll),
      ece: per(calibration.reduce((total, bin) => total + Math.abs(bin.right - bin.confidence), 0)),
    },
    perClass: confusion.map((row, label) => {
      const total = row.reduce((a, b) => a + b, 0);
      return total === 0 ? null : row[label]! / total;
    }),
    confusion,
    calibration: calibration.map(({ count, confidence, right }) => ({
      count,
      confidence: count === 0 ? 0 : confidence / count,
      accuracy: count === 0 ? 0 : right / count,
    })),
    predictions,
  };
}

/** Share of samples on which two models predict the same class. */
export function agreement(a: Int32Array, b: Int32Array): number {
  return a.reduce((same, prediction, index) => same + (prediction === b[index] ? 1 : 0), 0) / Math.max(1, a.length);
}
