// The hierarchical context loss: two maps compared at several sizes.
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool, addN, div, mean, mul, reshape, square, sub, weighSamples } from '@retort/tensor';

const SIZES = [4, 2, 1] as const;

/**
 * `(MSE(s, t) + sum_l w_l MSE(pool_l(s), pool_l(t))) / (1 + sum_l w_l)`, `l` of 4, 2, 1 where it is below the height, `w` = 1/2,
 * 1/4, 1/8 in order of use. Pooling is linear, so the difference is pooled.
 *
 * @param student - `[B, h, w, c]`, or `[B, c]`, which is a map of 1 by 1.
 * @param teacher - of the same shape.
 * @param weights - `[B]`, how much each sample counts in every mean.
 */
export function hierarchicalLoss(student: Tensor, teacher: Tensor, weights: Tensor1D | undefined): Scalar {
  const flat = sub(student, teacher);
  const difference = (flat.shape.length === 2 ? reshape(flat, [flat.shape[0]!, 1, 1, flat.shape[1]!]) : flat) as Tensor4D;
  const meanSquare = (x: Tensor): Scalar => mean(weighSamples(square(x), weights));
  let [weight, total] = [1, 1];
  const terms = [meanSquare(difference)];
  for (const size of SIZES) {
    if (size >= difference.shape[1]) continue;
    weight /= 2;
    total += weight;
    terms.push(mul(meanSquare(adaptiveAveragePool(difference, [size, size])), weight));
  }
  return div(addN(terms), total);
}
