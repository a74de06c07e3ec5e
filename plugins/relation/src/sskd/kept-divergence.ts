// The divergence of soft answers over the rows that are kept.
import type { Scalar, Tensor1D, Tensor2D } from '@retort/kernel';
import { div, maximum, mul, softmaxKl, square, sum } from '@retort/tensor';

/** `T^2 / sum_n k_n * sum_n k_n KL(p_t,n || p_s,n)`, `p = softmax(z / T)` of `[N, C]`; 0 where nothing is kept. `kept`: float32 `[N]`. */
export function keptDivergence(student: Tensor2D, teacher: Tensor2D, temperature: Scalar, kept: Tensor1D): Scalar {
  const total = sum(mul(softmaxKl(student, teacher, temperature), kept));
  return mul(square(temperature), div(total, maximum(sum(kept), 1)));
}
