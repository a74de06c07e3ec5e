// The weight of FLSW, focal loss style weights: how far the two sides point apart.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, div, mul, pow, relu, sqrt, square, sub, sum } from '@retort/tensor';

/** Added to the length of a row before it divides. */
const GUARD = 1e-4;

/** `w = (1 - cos(z_s, z_t))^gamma` per sample, in [0, 2^gamma]. Both sides must be constants. */
export function disagreement(student: Tensor2D, teacher: Tensor2D, gamma: number): Tensor1D {
  const unit = (logits: Tensor2D) => div(logits, add(sqrt(sum(square(logits), 1, true)), GUARD));
  // A cosine may exceed 1 by rounding, and a negative base has no power.
  return pow(relu(sub(1, sum(mul(unit(student), unit(teacher)), 1))), gamma);
}
