// Cross-entropy against soft targets, in the log domain, with its gradient in closed form.
import type { Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import { runFused } from '../fused/fused-kernel.ts';
import { sameShape, shape } from '../shape.ts';
import { add, exp, expandDims, mul, neg, sub, sum } from '../tf.ts';
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
    const { value, shares } = fused(z, targets) ?? composed(z, targets);
    return {
      value,
      saved: [sub(mul(shares, sum(targets, 1, true)), targets)],
      gradient: (dy, slope) => mul(slope, expandDims(dy, 1)),
    };
  }) as Tensor1D;
}

interface Parts {
  readonly value: Tensor;
  /** `p` */
  readonly shares: Tensor;
}

function composed(logits: Tensor2D, targets: Tensor2D): Parts {
  const log = logProbabilities(logits, 1);
  return { value: neg(sum(mul(targets, log), 1)), shares: exp(log) };
}

function fused(logits: Tensor2D, targets: Tensor2D): Parts | undefined {
  const results = runFused('crossEntropy', { logits, targets });
  if (results === undefined) return undefined;
  const [value, difference] = results as [Tensor, Tensor];
  return { value, shares: add(difference, targets) };
}
