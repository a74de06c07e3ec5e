// The mean over the samples of a batch whose label is known: the reduction of every method that needs labels.
import type { Scalar, Tensor1D } from '@retort/kernel';
import { div, maximum, mul, sum } from '@retort/tensor';

/** `sum_n known_n w_n x_n / max(1, sum_n known_n)`: the mean over the batch where all labels are known, 0 where none is; `w` 1 when absent. */
export function labelledMean(perSample: Tensor1D, labelled: Tensor1D, weights?: Tensor1D): Scalar {
  const counted = weights === undefined ? labelled : mul(labelled, weights);
  return div(sum(mul(perSample, counted)), maximum(sum(labelled), 1));
}
