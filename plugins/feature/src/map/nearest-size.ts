// A map enlarged or reduced by taking the nearest place, as PyTorch's interpolate(mode='nearest') defines it.
import type { Tensor, Tensor4D } from '@retort/kernel';
import { matMul, reshape, tensor3d } from '@retort/tensor';

/**
 * Output place `i` of an axis of length `H` resized to `h` is the input place `floor(i H / h)`. Differentiable. Products with small
 * constant matrices, so that no operation is needed that an engine may lack.
 *
 * @param x - `[B, H, W, C]`.
 * @returns `[B, h, w, C]`; `x` itself where the size is its own.
 */
export function nearestSize(x: Tensor, [height, width]: readonly [number, number]): Tensor4D {
  const [batch, fromHeight, fromWidth, channels] = x.shape as [number, number, number, number];
  const rows = height === fromHeight ? x : matMul(picks(fromHeight, height), reshape(x, [batch, fromHeight, fromWidth * channels]));
  if (width === fromWidth) return reshape(rows, [batch, height, width, channels]);
  return reshape(matMul(picks(fromWidth, width), reshape(rows, [batch * height, fromWidth, channels])), [batch, height, width, channels]);
}

/** `[1, to, from]`: row `i` has a 1 at the place that output `i` takes. */
function picks(from: number, to: number) {
  const weights = new Float32Array(to * from);
  for (let place = 0; place < to; place++) weights[place * from + Math.floor((place * from) / to)] = 1;
  return tensor3d(weights, [1, to, from]);
}
