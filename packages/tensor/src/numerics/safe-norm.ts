// The length of vectors, with a gradient that stays finite where the length is zero.
import type { Tensor } from '@retort/kernel';
import { scope } from '../scope.ts';
import { maximum, sqrt, square, sum } from '../tf.ts';

/** Squared lengths are clamped here: the square root of the least has a finite slope. */
export const LEAST_SQUARE = 1e-12;

/**
 * `sqrt(max(sum x^2, 1e-12))` over `axis`: at least 1e-6. The gradient is `x / ||x||`, and 0 where the clamp holds.
 *
 * @param axis - one axis or several; negative counts from the end.
 * @param keepDims - keeps the reduced axes with size 1.
 * @returns float32. The caller owns it.
 */
export function safeNorm(x: Tensor, axis: number | number[], keepDims = false): Tensor {
  return scope(() => sqrt(maximum(sum(square(x), axis, keepDims), LEAST_SQUARE)));
}
