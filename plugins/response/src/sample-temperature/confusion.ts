// The weight of CWSM, confusion weighted by the student's maximum: how unsure the student is.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, max, reciprocal, softmax } from '@retort/tensor';

/** `w = 1 / (max_c p_s + 1e-3)` per sample, `p_s = softmax(z_s)`: from about 1 (sure) to about C (no idea). A constant is expected. */
export function confusion(student: Tensor2D): Tensor1D {
  return reciprocal(add(max(softmax(student), 1), 1e-3));
}
