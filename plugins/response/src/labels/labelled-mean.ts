// The mean over the samples of a batch whose label is known: the reduction of every method that needs labels.
import type { Scalar, Tensor1D } from '@retort/kernel';
import { div, maximum, mul, sum } from '@retort/tensor';

/** `sum_n known_n x_n / max(1, sum_n known_n)`: the mean over the batch where all labels are known, 0 where none is. */
export function labelledMean(perSample: Tensor1D, labelled: Tensor1D): Scalar {
  return div(sum(mul(perSample, labelled)), maximum(sum(labelled), 1));
}
