// The divergence of two sides softened by one temperature, as `kd` and what is built on it reduce it.
import type { Scalar, Tensor1D, Tensor2D } from '@retort/kernel';
import { mean, mul, softmaxKl, square, weighSamples } from '@retort/tensor';

/** `T^2 * (1/B) * sum_n w_n KL(p_t || p_s)`, `p = softmax(z / T)`, `w` 1 when absent; no gradient for the temperature. */
export function softTargets(student: Tensor2D, teacher: Tensor2D, temperature: Scalar, weights?: Tensor1D): Scalar {
  return mul(square(temperature), mean(weighSamples(softmaxKl(student, teacher, temperature), weights)));
}
