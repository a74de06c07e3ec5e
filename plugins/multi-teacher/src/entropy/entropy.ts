// Members that are sure of a sample count more. Asks no label.
import { defineWeighting, type Tensor2D } from '@retort/kernel';
import { add, div, exp, logSoftmax, mul, neg, onesLike, stack, sub, sum } from '@retort/tensor';
import { z } from 'zod';
import { temperature } from '../members/temperature.ts';

const EntropyOptions = z.strictObject({
  temperature: temperature.default(1).describe('Softens the members before their entropies are taken; a number above 0, or a schedule.'),
  normalise: z.boolean().default(false).describe('Whether the weights of a sample sum to 1. `false`: to K - 1, the published form.'),
});

/**
 * `w_k,n = 1 - H_k,n / sum_j H_j,n` with `H_k,n` the entropy of `softmax(z_k,n / T)`; EBKD, Kwon et al., ICASSP 2020, in the form of the code
 * of Zhang et al. 2022. The weights of a sample sum to K - 1; with `normalise` they are divided by it. That code also divides the
 * loss by K: give the term K times less weight for its numbers. Members of no entropy at all count the same; a single member counts 1.
 *
 * @returns float32 `[B, K]`, in [0, 1].
 */
export const entropy = defineWeighting({
  id: 'entropy',
  summary: 'members that are sure of a sample count more (EBKD, Kwon 2020)',
  options: EntropyOptions,
  create: ({ temperature, normalise }) => ({
    per: 'sample',
    feeds: { temperature },
    build:
      ({ members: count }) =>
      ({ members, feeds }) => {
        const entropies = stack(
          members.map((logits) => entropyOf(div(logits, feeds.temperature!))),
          1,
        ) as Tensor2D;
        if (count === 1) return onesLike(entropies);
        // Where all are 0, each has an equal share.
        const shares = div(add(entropies, LEAST), add(sum(entropies, 1, true), count * LEAST));
        const weights = sub(1, shares);
        return normalise ? div(weights, count - 1) : weights;
      },
  }),
});

/** Nats, below which an entropy is none. */
const LEAST = 1e-9;

/** Finite however sure a member is: a probability of 0 times a finite logarithm. */
function entropyOf(logits: Tensor2D) {
  const logs = logSoftmax(logits);
  return neg(sum(mul(exp(logs), logs), 1));
}
