// What attending mappings are made of, as plain loops in double precision. For tests only.
import type { HostTensor } from '@retort/testing';

export type Row = readonly number[];

/** Each sample flattened. */
export function rowsOf({ shape, data }: HostTensor): readonly Row[] {
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, sample) => Array.from(data.subarray(sample * width, (sample + 1) * width)));
}

/** Each sample's mean over all axes but the channels. */
export function pooledOf(host: HostTensor): readonly Row[] {
  const channels = host.shape.at(-1)!;
  return rowsOf(host).map((row) => Array.from({ length: channels }, (_, channel) => mean(row.filter((_value, index) => index % channels === channel))));
}

export const mean = (values: Row): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const dot = (a: Row, b: Row): number => a.reduce((sum, value, index) => sum + value * b[index]!, 0);

export function softmax(values: Row): number[] {
  const largest = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

export function unit(values: Row): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** `x W + b`, `W` row-major `[from, to]`. */
export function affine(x: Row, kernel: ArrayLike<number>, bias?: ArrayLike<number>): number[] {
  const to = kernel.length / x.length;
  return Array.from({ length: to }, (_, column) => x.reduce((sum, value, row) => sum + value * kernel[row * to + column]!, bias?.[column] ?? 0));
}
