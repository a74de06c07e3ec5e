// A function of one tensor with its gradient written out: fewer operations per step than what the tape would record.
import type { Tensor } from '@retort/kernel';
import { scope } from '../scope.ts';
import { customGrad } from '../tf.ts';

export interface ClosedForm {
  readonly value: Tensor;
  /** What the gradient needs, kept until the backward pass. The gradient must use no other tensor: it may be gone by then. */
  readonly saved: readonly Tensor[];
  /** The gradient for `x`, of its shape, given that for `value`. */
  gradient(dy: Tensor, ...saved: Tensor[]): Tensor;
}

/**
 * Applies `f` to `x`. Inside `f` nothing is recorded: tensors it closes over are constants, and only `x` gets a gradient, of
 * first order. Everything but the value is freed.
 */
export function closedForm<T extends Tensor>(x: T, f: (x: T) => ClosedForm): Tensor {
  return customGrad((input, save) => {
    const { value, saved, gradient } = f(input as T);
    (save as (saved: readonly Tensor[]) => void)(saved);
    return { value, gradFunc: (dy: Tensor, kept: Tensor[]) => scope(() => gradient(dy, ...kept)) };
  })(x);
}
