// The Huber function: quadratic near zero, linear far away.
import { retortError, type Tensor } from '@retort/kernel';
import { clipByValue, mul, sub } from '../tf.ts';
import { closedForm } from './closed-form.ts';

/**
 * `x^2 / 2` where `|x| <= delta`, else `delta (|x| - delta / 2)`, elementwise. Gradient: `x` clipped to `[-delta, delta]`.
 * With `delta` 1 it is PyTorch's smooth L1 loss. Huber, "Robust Estimation of a Location Parameter" (1964).
 *
 * @param delta - greater than 0; 1 when absent.
 * @returns float32, of the shape of `x`. The caller owns it.
 * @throws KD_E_TENSOR_VALUE
 */
export function huber<T extends Tensor>(x: T, delta = 1): T {
  if (!(delta > 0 && Number.isFinite(delta)))
    throw retortError('KD_E_TENSOR_VALUE', { what: "huber()'s delta", expected: 'a number greater than 0', received: String(delta) });
  return closedForm(x, (input) => {
    // With c the clipped x, both branches are c (x - c / 2).
    const clipped = clipByValue(input, -delta, delta);
    return {
      value: mul(clipped, sub(input, mul(clipped, 0.5))),
      saved: [clipped],
      gradient: (dy, slope) => mul(dy, slope),
    };
  }) as T;
}
