// The mean over the samples of a batch whose label is known: the reduction of every method that needs labels.
import type { Scalar, Tensor1D } from '@retort/kernel';
import { div, maximum, mul, sum } from '@retort/tensor';

/** `sum_n known_n w_n x_n / max(1, sum_n known_n)`, `w` 1 when absent: the mean over the batch where all labels are known, 0 where none is. */
export function labelledMean(perSample: Tensor1D, labelled: Tensor1D, weights?: Tensor1D): Scalar {
  const counted = mul(perSample, labelled);
  return div(sum(weights === undefined ? counted : mul(counted, weights)), maximum(sum(labelled), 1));
}
