// The identity, except for the gradient: gradient reversal where the factor is negative.
import type { Scalar, Tensor } from '@retort/kernel';
import { clone, closedForm, mul } from '@retort/tensor';

/**
 * `x` itself; its gradient is multiplied by `factor`. With -1 the layer of Ganin and Lempitsky, "Unsupervised Domain Adaptation by
 * Backpropagation", ICML 2015: what is before it learns to increase the loss that everything after it decreases.
 */
export function scaleGradient<T extends Tensor>(x: T, factor: Scalar): T {
  return closedForm(x, (input) => ({ value: clone(input), saved: [factor], gradient: (dy, scale) => mul(dy, scale) })) as T;
}
