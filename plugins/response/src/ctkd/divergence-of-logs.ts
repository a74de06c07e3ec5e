// KL divergence of two sides given as log-probabilities, on the tape, so that whatever both were made from gets its gradient:
// a temperature, for one. Slower than softmaxKl(), which has a gradient for the student's logits alone.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, clipByValue, exp, expm1, mul, relu, sub, sum } from '@retort/tensor';

/** The least float32: no lower bound. */
const LEAST = -3.4e38;

/**
 * `KL(t || s) = sum_c p_t (log p_t - log p_s)` per sample, written as `sum_c p_t (e^m - 1 - m)`, `m = log p_s - log p_t`: equal, for both
 * sides sum to 1, but a sum of terms that are all >= 0, so that float32 keeps its digits where the sides are close. Above `m = 1` the
 * exponential is held at `e`, and `p_s - e p_t` makes up for it.
 *
 * @param student - float32 `[B, C]`, logarithms of probabilities that sum to 1.
 * @param teacher - the same.
 * @returns float32 `[B]`, nats.
 */
export function divergenceOfLogs(student: Tensor2D, teacher: Tensor2D): Tensor1D {
  const [own, share] = [exp(student), exp(teacher)];
  const m = sub(student, teacher);
  return sum(add(mul(share, sub(expm1(clipByValue(m, LEAST, 1)), m)), relu(sub(own, mul(share, Math.E)))), 1);
}
