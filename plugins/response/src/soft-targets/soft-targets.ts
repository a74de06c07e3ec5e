// The divergence of two sides softened by one temperature, as `kd` and what is built on it reduce it.
import type { Scalar, Tensor2D } from '@retort/kernel';
import { mean, mul, softmaxKl, square } from '@retort/tensor';

/** `T^2 * (1/B) * sum_n KL(p_t || p_s)`, `p = softmax(z / T)`; no gradient for the temperature. */
export function softTargets(student: Tensor2D, teacher: Tensor2D, temperature: Scalar): Scalar {
  return mul(square(temperature), mean(softmaxKl(student, teacher, temperature)));
}
