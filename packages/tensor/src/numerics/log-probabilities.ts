// log softmax(z / T) over classes, without a tape: the shared first half of the softmax losses.
import type { Scalar, Tensor, Tensor2D } from '@retort/kernel';
import { runFused } from '../fused/fused-kernel.ts';
import { div, exp, log, max, sub, sum } from '../tf.ts';

/**
 * `z/T - max - log sum exp(z/T - max)`, float32 `[B, C]`. Finite for finite `z/T`; a class far below the largest underflows in
 * probability, never in its logarithm. For use inside customGrad(), where nothing is recorded.
 */
export function logProbabilities(logits: Tensor2D, temperature: Scalar | number): Tensor2D {
  const scaled: Tensor = temperature === 1 ? logits : div(logits, temperature);
  const fused = runFused('logSoftmax', { logits: scaled });
  if (fused !== undefined) return fused[0] as Tensor2D;
  const shifted = sub(scaled, max(scaled, 1, true));
  return sub(shifted, log(sum(exp(shifted), 1, true)));
}
