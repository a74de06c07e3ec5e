// The cosine of the angle between vectors.
import type { Tensor } from '@retort/kernel';
import { scope } from '../scope.ts';
import { sameShape } from '../shape.ts';
import { mul, sum } from '../tf.ts';
import { l2Normalise } from './l2-normalise.ts';

/**
 * `a . b / (max(||a||, 1e-12) max(||b||, 1e-12))` along `axis`: 0 where one of them is zero. Differentiable in both.
 *
 * @returns float32, without `axis`, in [-1, 1] up to rounding. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE unless both have one shape.
 */
export function cosineSimilarity(a: Tensor, b: Tensor, axis: number | number[] = -1): Tensor {
  sameShape(a, b, 'the vectors of a cosine similarity');
  return scope(() => sum(mul(l2Normalise(a, axis), l2Normalise(b, axis)), axis));
}
