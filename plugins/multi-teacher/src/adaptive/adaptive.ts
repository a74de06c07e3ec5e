// Weights on which the members agree: where their gradients pull apart, the step goes the way that helps all of them.
import { defineWeighting, type Scalar, type Tensor2D, type WeightingInput } from '@retort/kernel';
import { add, div, l2Normalise, matMul, max, mean, mul, reciprocal, reshape, safeNorm, softmax, stack, sub, sum } from '@retort/tensor';
import { z } from 'zod';
import { temperature } from '../members/temperature.ts';
import { shortestSum } from './shortest-sum.ts';

const AdaptiveOptions = z.strictObject({
  temperature: temperature.default(4).describe('That of the `kd` whose gradients are compared; a number above 0, or a schedule.'),
  nu: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('No gradient has more than 1 / (nu K) of the sum. 1: all the same. 1 / K, and what is below, is no cap; the default.'),
  gradients: z
    .enum(['mean', 'each'])
    .default('mean')
    .describe('What is compared: the mean gradient of the batch, as the authors do, or the gradients of all samples side by side.'),
  normalise: z.boolean().default(true).describe('Whether gradients are compared by their directions, as the authors do, or as they are.'),
  iterations: z.int().min(1).optional().describe('Of the search for the weights; 6 (K - 1) when absent.'),
});

/**
 * `a = argmin ||sum_k a_k g_k / ||g_k|| ||^2` over `0 <= a_k <= 1 / (nu K)`, `sum_k a_k = 1`, and `w_k = (a_k / ||g_k||) / sum_j (a_j / ||g_j||)`, so that the
 * weighted gradient goes along that shortest sum; AEKD, Du et al., NeurIPS 2020, "Agree to Disagree", as the authors' code has it: the dual of a one-class
 * SVM. With `normalise: false`, `w = argmin ||sum_k w_k g_k||^2`. `g_k` is the gradient of kd against member `k` in the student's logits,
 * `T (p_s - p_k)` per sample, mean over the batch. A step against the shortest sum lowers the loss against every member below the cap.
 *
 * @returns float32 `[K]`, of sum 1.
 */
export const adaptive = defineWeighting({
  id: 'adaptive',
  summary: 'weights on which the gradients of all members agree (AEKD, Du 2020)',
  options: AdaptiveOptions,
  create: ({ temperature, nu = 0, gradients, normalise, iterations }) => ({
    per: 'member',
    feeds: { temperature },
    build: ({ members }) => {
      const cap = 1 / Math.max(1, nu * members);
      const shortest = (vectors: Tensor2D) => shortestSum(matMul(vectors, vectors, false, true), cap, iterations ?? 6 * (members - 1));
      return (input) => {
        const found = gradientsOf(input, input.feeds.temperature!, gradients);
        if (!normalise) return shortest(found);
        const lengths = safeNorm(found, 1);
        // Against the longest: a gradient of no length gives its member nearly all the weight, not more.
        const inverse = reciprocal(add(div(lengths, max(lengths)), 1e-6));
        const weights = mul(shortest(l2Normalise(found, 1)), inverse);
        return div(weights, sum(weights));
      };
    },
  }),
});

/** A row for each member, `[K, C]` or `[K, B C]`, but for a factor that all have in common. */
function gradientsOf({ members, student }: WeightingInput, temperature: Scalar, what: 'mean' | 'each'): Tensor2D {
  const own = softmax(div<Tensor2D>(student, temperature));
  const apart = members.map((logits) => sub(own, softmax(div<Tensor2D>(logits, temperature))));
  return stack(apart.map((rows) => (what === 'mean' ? mean(rows, 0) : reshape(rows, [-1])))) as Tensor2D;
}
