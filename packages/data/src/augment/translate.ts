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
  const line = width * channels;
  const copy = new Float32Array(height * line);
  const span = 2 * reach + 1;
  const fill = typeof edge === 'number' ? edge : 0;
  for (let sample = 0; sample < batch.size; sample += 1) {
    const rows = sources(height, Math.floor(batch.uniform(sample, 0) * span) - reach, edge);
    const columns = sources(width, Math.floor(batch.uniform(sample, 1) * span) - reach, edge);
    const image = batch.inputs.subarray(sample * height * line, (sample + 1) * height * line);
    copy.set(image);
    for (let y = 0; y < height; y += 1) {
      if (rows[y]! < 0) image.fill(fill, y * line, (y + 1) * line);
      else moveLine(copy, rows[y]! * line, image, y * line, columns, channels, fill);
    }
  }
}

function moveLine(from: Float32Array, source: number, to: Float32Array, target: number, columns: Int32Array, channels: number, fill: number): void {
  let at = target;
  for (let x = 0; x < columns.length; x += 1) {
    const column = columns[x]!;
    for (let channel = 0; channel < channels; channel += 1) {
      to[at] = column < 0 ? fill : from[source + column * channels + channel]!;
      at += 1;
    }
  }
}

/** Where each position of an axis comes from; -1: from outside. */
function sources(length: number, offset: number, edge: Edge): Int32Array {
  const from = new Int32Array(length);
  const last = length - 1;
  for (let index = 0; index < length; index += 1) {
    const place = index + offset;
    if (place >= 0 && place <= last) from[index] = place;
    else if (edge === 'edge') from[index] = place < 0 ? 0 : last;
    else if (edge === 'reflect') from[index] = place < 0 ? -place : 2 * last - place;
    else from[index] = -1;
  }
  return from;
}
