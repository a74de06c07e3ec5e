// The form of RepDistiller: how the differences of neighbours in the batch go together.
import type { Scalar, Tensor2D } from '@retort/kernel';
import { detach, div, mul, sameShape, sign, slice, sub, sum } from '@retort/tensor';

/**
 * `1/(B - 1) * sum_{n=1}^{B-1} sum_d delta[n,d] delta[n+1,d]`, `delta = |e_s - e_t|`, `[B, d] -> []`. It depends on the order
 * of the batch. A batch of one sample has no neighbours: 0, with a zero gradient.
 *
 * @throws KD_E_TENSOR_SHAPE unless both sides have one width.
 */
export function consecutiveCongruence(student: Tensor2D, teacher: Tensor2D): Scalar {
  sameShape(student, teacher, 'samples to be compared one by one');
  const [size, width] = student.shape;
  const difference = sub(student, teacher);
  // An absolute value whose gradient at 0 is 0.
  const delta = mul(difference, sign(detach(difference)));
  if (size === 1) return sum(mul(delta, 0));
  const [first, second] = [slice(delta, [0, 0], [size - 1, width]), slice(delta, [1, 0], [size - 1, width])];
  return div(sum(mul(first, second)), size - 1);
}
