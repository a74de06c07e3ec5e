// Where a network looks, and at what: weights of places and of channels, around 1. Not a loss, and nothing is learnt here.
import type { Tensor, Tensor4D } from '@retort/kernel';
import { abs, mean, mul, reshape, softmax } from '@retort/tensor';

/** `h w softmax over places of (mean_c |F|) / T`, of a constant: `[B, h, w, c]` -> `[B, h, w, 1]`, with the mean 1. */
export function spatialMask(map: Tensor, temperature: number): Tensor4D {
  const [batch, height, width] = map.shape as [number, number, number, number];
  return reshape(shares(reshape(mean(abs(map), 3), [batch, height * width]), temperature), [batch, height, width, 1]);
}

/** `c softmax over channels of (mean_hw |F|) / T`, of a constant: `[B, h, w, c]` -> `[B, 1, 1, c]`, with the mean 1. */
export function channelMask(map: Tensor, temperature: number): Tensor4D {
  return reshape(shares(mean(abs(map), [1, 2]), temperature), [map.shape[0]!, 1, 1, map.shape[3]!]);
}

/** `[B, n]` -> `[B, n]`: n times the softmax of each row. */
function shares(rows: Tensor, temperature: number): Tensor {
  return mul(softmax(mul(rows, 1 / temperature)), rows.shape[1]!);
}
