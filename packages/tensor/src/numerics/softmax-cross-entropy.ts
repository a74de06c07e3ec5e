// Cross-entropy against soft targets, in the log domain, with its gradient in closed form.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { sameShape, shape } from '../shape.ts';
import { exp, expandDims, mul, neg, sub, sum } from '../tf.ts';
import { closedForm } from './closed-form.ts';
import { logProbabilities } from './log-probabilities.ts';

/**
 * `-sum_c y_c log softmax(z)_c` per sample. A row of zero targets (an absent label) gives 0 and no gradient.
 * Gradient: `p sum(y) - y` per sample for the logits; none for the targets. Logits must be finite.
 *
 * @param logits - float32 `[B, C]`, unnormalised.
 * @param targets - float32 `[B, C]`, one-hot or soft; rows need not sum to 1.
 * @returns float32 `[B]`, nats. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): Tensor1D {
  shape(logits, 'B C', 'logits');
  sameShape(logits, targets, 'logits and targets');
  return closedForm(logits, (z) => {
    const log = logProbabilities(z, 1);
    return {
      value: neg(sum(mul(targets, log), 1)),
      saved: [sub(mul(exp(log), sum(targets, 1, true)), targets)],
      gradient: (dy, slope) => mul(slope, expandDims(dy, 1)),
    };
  }) as Tensor1D;
}
