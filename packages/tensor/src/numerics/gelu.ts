// The Gaussian error linear unit in its exact form, with its gradient in closed form.
import type { Tensor } from '@retort/kernel';
import { add, erf, exp, mul, square } from '../tf.ts';
import { closedForm } from './closed-form.ts';

/**
 * `x Phi(x)`, with `Phi(x) = (1 + erf(x / sqrt 2)) / 2` the distribution of a standard normal: the exact form, not the one of tanh.
 * Gradient: `Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi)`. Hendrycks and Gimpel, "Gaussian error linear units" (2016).
 *
 * @param x - float32 of any shape.
 * @returns float32 of that shape. The caller owns it.
 */
export function gelu(x: Tensor): Tensor {
  return closedForm(x, (input) => {
    const below = add(mul(erf(mul(input, Math.SQRT1_2)), 0.5), 0.5);
    return { value: mul(input, below), saved: [input, below], gradient: (dy, at, phi) => mul(dy, add(phi!, mul(at!, density(at!)))) };
  });
}

/** Of the standard normal. */
function density(x: Tensor): Tensor {
  return mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}
