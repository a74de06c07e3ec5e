// What is drawn for a sample: always the same for the same sample in the same view, whatever the batch it comes in.
import type { Batch, RandomDraws, RandomStream, Tensor } from '@retort/kernel';
import { tensor } from '@retort/tensor';

/**
 * The draws of each row: those of its sample's identity, in the stream of its view. That is the batch's `view`, which names the epoch where
 * inputs are augmented, and its place among the copies of its sample.
 */
export function drawsOf({ ids, size, view, copies = 1 }: Batch, random: RandomStream): readonly RandomDraws[] {
  const samples = size / copies;
  const streams = Array.from({ length: copies }, (_, copy) => random.child(copies === 1 ? view : `${view} copy ${copy}`));
  return Array.from({ length: size }, (_, row) => streams[Math.floor(row / samples)]!.at(ids[row]!));
}

/** float32, of `shape` `[B, ...]`. */
export function sampleNormals(batch: Batch, shape: readonly number[], random: RandomStream): Tensor {
  const width = shape.slice(1).reduce((product, axis) => product * axis, 1);
  const values = new Float32Array(batch.size * width);
  for (const [row, draws] of drawsOf(batch, random).entries()) values.set(draws.normals(width), row * width);
  return tensor(values, [...shape], 'float32');
}
