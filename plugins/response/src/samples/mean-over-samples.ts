// The mean over the samples of a batch, as much as each of them counts.
import type { Scalar, Tensor1D } from '@retort/kernel';
import { mean, mul } from '@retort/tensor';

/** `(1/B) sum_n w_n x_n` of `[B]`; weights of 1 when absent. */
export function meanOverSamples(perSample: Tensor1D, weights: Tensor1D | undefined): Scalar {
  return mean(weights === undefined ? perSample : mul(perSample, weights));
}
