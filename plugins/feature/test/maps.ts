// Maps for tests, as plain numbers, and what reference loops need of them.
import type { HostTensor } from '@retort/testing';

/** `[B, h, w, c]` filled by index. */
export function map(shape: readonly [number, number, number, number], value: (index: number) => number): HostTensor {
  return { shape, data: Float32Array.from({ length: shape.reduce((product, axis) => product * axis, 1) }, (_, index) => value(index)) };
}

/** Values of channel `channel` of sample `sample` over the map, row by row. */
export function channelOf({ shape, data }: HostTensor, sample: number, channel: number): number[] {
  const [, height, width, channels] = shape as [number, number, number, number];
  return Array.from({ length: height * width }, (_, place) => data[(sample * height * width + place) * channels + channel]!);
}

/** The mean of numbers. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Divided by their length. */
export function normalised(values: readonly number[]): number[] {
  const length = Math.max(Math.hypot(...values), 1e-12);
  return values.map((value) => value / length);
}

/** 2 samples of 2 by 2 maps, 2 channels, given in channels-first order `k` of 0..15. */
export function channelsLast(value: (k: number) => number): HostTensor {
  return map([2, 2, 2, 2], (index) => {
    const [sample, row, column, channel] = [index >> 3, (index >> 2) & 1, (index >> 1) & 1, index & 1];
    return value(sample * 8 + channel * 4 + row * 2 + column);
  });
}
