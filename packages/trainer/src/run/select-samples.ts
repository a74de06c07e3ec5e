// Keeps the samples that a finished model finds easiest, or hardest, before a stage makes its batches.
import { type DataParts, takeRows } from '@retort/data';
import type { Samples, Selection } from '@retort/kernel';
import { type Predictor, predictLogits } from '../evaluate/predict.ts';
import { logSoftmaxRow } from '../evaluate/softmax-row.ts';

/** How many of so many samples stay: at least one. */
export function selectedSize({ keep }: Pick<Selection, 'keep'>, size: number): number {
  return Math.max(1, Math.round(keep * size));
}

/**
 * A sample's difficulty is the model's cross-entropy where the label is known, its entropy where it is not, both in nats, in
 * inference mode. Of equally difficult ones the earlier stays. What stays keeps the order of the view.
 */
export async function selectSamples(
  samples: Samples,
  { keep, order }: Pick<Selection, 'keep' | 'order'>,
  predict: Predictor,
  { shape, classes }: Pick<DataParts, 'shape' | 'classes'>,
): Promise<Samples> {
  const width = classes.length;
  const logits = await predictLogits(predict, samples, shape, width);
  const difficulty = Array.from(samples.labels, (label, row) => {
    const said = logSoftmaxRow(logits.subarray(row * width, (row + 1) * width), 1);
    return label < 0 ? -said.reduce((sum, value) => sum + Math.exp(value) * value, 0) : -said[label]!;
  });
  const sign = order === 'easiest' ? 1 : -1;
  const ranked = difficulty.map((_, row) => row).sort((a, b) => sign * (difficulty[a]! - difficulty[b]!) || a - b);
  return takeRows(samples, Int32Array.from(ranked.slice(0, selectedSize({ keep }, samples.size))).sort());
}
