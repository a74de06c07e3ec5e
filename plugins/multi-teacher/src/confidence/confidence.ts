// Members that know a sample's label count more.
import { defineWeighting } from '@retort/kernel';
import { div, onesLike, softmax, sub } from '@retort/tensor';
import { crossEntropies } from '../members/cross-entropies.ts';

/**
 * `w_k,n = (1 - softmax_k(CE_k,n)) / (K - 1)` with `CE_k,n` the cross-entropy of member `k` with the label, at temperature 1; CA-MKD, Zhang,
 * Chen and Wang, ICASSP 2022, arXiv:2201.00007. The weights of a sample sum to 1. The authors' code divides the loss by K once more:
 * give the term K times less weight for its numbers. Without a label, and for a single member, the weights are equal.
 *
 * @returns float32 `[B, K]`, in [0, 1].
 */
export const confidence = defineWeighting({
  id: 'confidence',
  summary: 'members that know the label of a sample count more (CA-MKD, Zhang 2022)',
  create: () => ({
    per: 'sample',
    feeds: {},
    build:
      ({ members }) =>
      (input) => {
        const losses = crossEntropies(input);
        if (members === 1) return onesLike(losses);
        // Without a label all losses are 0, and the weights equal.
        return div(sub(1, softmax(losses)), members - 1);
      },
  }),
});
