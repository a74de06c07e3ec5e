// Of each sample, the member that knows its label best is the only one that counts.
import { defineWeighting } from '@retort/kernel';
import { add, argMax, div, expandDims, mul, neg, sub } from '@retort/tensor';
import { crossEntropies } from '../members/cross-entropies.ts';
import { oneOf } from '../members/one-of.ts';

/**
 * `w_k,n = 1` for the member of the lowest cross-entropy with the label of sample `n` (the first of equals), else 0; the naive way of
 * KDCL, Guo et al., CVPR 2020. Without a label the weights are equal.
 *
 * @returns float32 `[B, K]`.
 */
export const best = defineWeighting({
  id: 'best',
  summary: 'of each sample, only the member that knows its label best (KDCL naive, Guo 2020)',
  create: () => ({
    per: 'sample',
    feeds: {},
    build:
      ({ members }) =>
      (input) => {
        const known = expandDims(input.labelled, 1);
        const lowest = oneOf(argMax(neg(crossEntropies(input)), 1), members);
        return add(mul(lowest, known), div(sub(1, known), members));
      },
  }),
});
