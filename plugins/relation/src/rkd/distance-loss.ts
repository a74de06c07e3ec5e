// The distance term of relational knowledge, over all pairs of a batch.
import type { Scalar, Tensor2D } from '@retort/kernel';
import { div, huber, maximum, mean, pairwiseDistance, sub, sum } from '@retort/tensor';

/**
 * `L_D = mean_{i,j} huber(d_s[i,j] / mu_s - d_t[i,j] / mu_t)`, `d` Euclidean, `[B, d] -> []`, B >= 2.
 *
 * `mu` is the mean distance of a side over its `B (B - 1)` ordered pairs of distinct places, and the student's takes part in
 * the gradient. Two identical rows are such a pair: they count in `mu` with distance 1e-6 (where the square root is clamped)
 * and have no gradient towards each other. This is what the reference code computes as "the mean of the positive entries".
 */
export function distanceLoss(student: Tensor2D, teacher: Tensor2D): Scalar {
  return mean(huber(sub(normalised(student), normalised(teacher))));
}

function normalised(x: Tensor2D): Tensor2D {
  const distances = pairwiseDistance(x);
  const pairs = x.shape[0] * (x.shape[0] - 1);
  return div(distances, maximum(div(sum(distances), pairs), 1e-12));
}
