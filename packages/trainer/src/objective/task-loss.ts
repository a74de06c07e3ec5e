// The task loss: cross-entropy averaged over the samples of a batch whose label is known (0 where none is).
import type { Batch, Scalar, Tensor2D } from '@retort/kernel';
import { div, maximum, scalar, softmaxCrossEntropy, sum } from '@retort/tensor';

/** -(1/n) * sum over labelled samples of sum_c target_c * log_softmax(logits)_c; n = max(1, labelled samples). */
export function taskLoss(logits: Tensor2D, batch: Batch): Scalar {
  const total = sum(softmaxCrossEntropy(logits, batch.targets));
  return div(total, maximum(sum(batch.labelled), scalar(1))) as Scalar;
}
