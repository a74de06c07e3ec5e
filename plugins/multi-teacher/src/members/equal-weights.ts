// What a weighting says where it knows nothing: every member counts the same.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, div, expandDims, fill, mul, sub } from '@retort/tensor';

/** `1 / K` for each member, float32 `[K]`. */
export const equalWeights = (members: number): Tensor1D => fill([members], 1 / members);

/** `weights` `[B, K]` where the label is known, `1 / K` where it is absent. */
export function equalWhereUnlabelled(weights: Tensor2D, labelled: Tensor1D): Tensor2D {
  const known = expandDims(labelled, 1);
  return add(mul(weights, known), div(sub(1, known), weights.shape[1]));
}
