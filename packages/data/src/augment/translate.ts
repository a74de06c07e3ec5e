// Moves images by whole pixels. What shift and crop share; not an augmentation itself.
import { type AugmentedBatch, retortError, type Shape } from '@retort/kernel';

/** What comes in at the edges: a number, the nearest pixel, or the image mirrored at its outermost pixel. */
export type Edge = number | 'edge' | 'reflect';

/** Throws `KD_E_DATA_AUGMENT` unless samples are `[height, width, channels]` and larger than `reach` pixels. */
export function imageShape(shape: Shape, augmentation: string, reach: number): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw retortError('KD_E_DATA_AUGMENT', { what: `augmentation ${augmentation}`, expected: 'inputs [height, width, channels]', received: `[${shape}]` });
  }
  if (reach >= height || reach >= width) {
    throw retortError('KD_E_DATA_AUGMENT', { what: `augmentation ${augmentation}`, expected: `images larger than ${reach} pixels`, received: `[${shape}]` });
  }
  return [height, width, channels];
}

/**
 * `out[y, x] = in[y + dy, x + dx]`, with dy and dx uniform in -reach..reach from draws 0 and 1 of each sample.
 * In place, through a copy of one image.
 */
export function translateRandomly(batch: AugmentedBatch, augmentation: string, reach: number, edge: Edge): void {
  const [height, width, channels] = imageShape(batch.shape, augmentation, reach);
  const volume = height * width * channels;
  const copy = new Float32Array(volume);
  const span = 2 * reach + 1;
  for (let sample = 0; sample < batch.size; sample += 1) {
    const rows = sources(height, Math.floor(batch.uniform(sample, 0) * span) - reach, edge);
    const columns = sources(width, Math.floor(batch.uniform(sample, 1) * span) - reach, edge);
    const image = batch.inputs.subarray(sample * volume, (sample + 1) * volume);
    copy.set(image);
    let at = 0;
    for (const row of rows) {
      for (const column of columns) {
        const from = row < 0 || column < 0 ? -1 : (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          image[at] = from < 0 ? (edge as number) : copy[from + channel]!;
          at += 1;
        }
      }
    }
  }
}

/** Where each position of an axis comes from; -1: from outside. */
function sources(length: number, offset: number, edge: Edge): Int32Array {
  return Int32Array.from({ length }, (_, index) => {
    const from = index + offset;
    if (from >= 0 && from < length) return from;
    if (edge === 'edge') return from < 0 ? 0 : length - 1;
    if (edge === 'reflect') return from < 0 ? -from : 2 * (length - 1) - from;
    return -1;
  });
}
