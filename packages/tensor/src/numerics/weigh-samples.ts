// How much each sample of a batch counts, before a loss is reduced: for knowledge that honours sample weights.
import type { Tensor, Tensor1D } from '@retort/kernel';
import { mul, reshape } from '../tf.ts';

/**
 * `w_n x_n` for each sample `n`; `x` itself without weights. A mean over all axes of the result, or a sum divided by `B`, is then
 * `(1/B) sum_n w_n loss_n`, and without weights what it was, bit for bit. The gradient reaches both.
 *
 * @param x - float32 `[B, ...]`.
 * @param weights - float32 `[B]`.
 */
export function weighSamples<T extends Tensor>(x: T, weights: Tensor1D | undefined): T {
  if (weights === undefined) return x;
  return mul(x, reshape(weights, [-1, ...x.shape.slice(1).map(() => 1)]));
}
