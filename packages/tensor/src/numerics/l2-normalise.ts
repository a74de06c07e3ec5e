// Vectors of length one, as PyTorch's normalize() makes them.
import type { Tensor } from '@retort/kernel';
import { cast, greater, maximum, mul, rsqrt, square, sub, sum } from '../tf.ts';
import { closedForm } from './closed-form.ts';

/** The square of the shortest length that is divided by. */
const LEAST_SQUARE = 1e-24;

/**
 * `y = x / max(||x||, 1e-12)` along `axis`. A zero vector stays zero.
 * Gradient: `(dy - y (y . dy)) / ||x||`; zero where `||x||` is 1e-12 or less (PyTorch gives `dy * 1e12` there, which ends a run).
 *
 * @param axis - one axis or several; all of them together are one vector.
 * @returns float32, of the shape of `x`. The caller owns it.
 */
export function l2Normalise<T extends Tensor>(x: T, axis: number | number[] = -1): T {
  return closedForm(x, (input) => {
    const squared = sum(square(input), axis, true);
    const inverse = rsqrt(maximum(squared, LEAST_SQUARE));
    const value = mul(input, inverse);
    return {
      value,
      saved: [value, mul(inverse, cast(greater(squared, LEAST_SQUARE), 'float32'))],
      gradient: (dy, unit, scale) => mul(sub(dy, mul(unit, sum(mul(unit, dy), axis, true))), scale),
    };
  }) as T;
}
