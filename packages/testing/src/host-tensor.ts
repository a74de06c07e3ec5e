// Tensors as plain numbers, which checks can permute and shift before they meet an engine.
import type { RandomStream, Shape, Tensor } from '@retort/kernel';
import { tensor } from '@retort/tensor';

/** Row-major float32, the batch first. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Standard normals of `[batch, ...shape]`. */
export function randomHost(random: RandomStream, batch: number, shape: Shape): HostTensor {
  const full = [batch, ...shape];
  return { shape: full, data: random.at(0).normals(full.reduce((product, axis) => product * axis, 1)) };
}

export function toTensor({ shape, data }: HostTensor): Tensor {
  return tensor(data, [...shape], 'float32');
}

export function mapValues({ shape, data }: HostTensor, change: (value: number, index: number) => number): HostTensor {
  return { shape, data: data.map(change) };
}

/** The rows (samples) in another order, or repeated. */
export function takeRows({ shape, data }: HostTensor, rows: readonly number[]): HostTensor {
  const width = data.length / shape[0]!;
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    taken.set(data.subarray(row * width, (row + 1) * width), index * width);
  });
  return { shape: [rows.length, ...shape.slice(1)], data: taken };
}

/** A matrix written as rows of equal length. */
export function fromRows(rows: readonly (readonly number[])[]): HostTensor {
  return { shape: [rows.length, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) };
}
