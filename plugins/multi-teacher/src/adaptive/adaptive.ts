// Weights on which the members agree: where their gradients pull apart, the step goes the way that helps all of them.
import { defineWeighting, type Scalar, type Tensor2D, type WeightingInput } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { div, l2Normalise, matMul, mean, reshape, softmax, stack, sub } from '@retort/tensor';
import { z } from 'zod';
import { shortestSum } from './shortest-sum.ts';

const AdaptiveOptions = z.strictObject({
  temperature: schedulable
    .refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0')
    .default(4)
    .describe('That of the `kd` whose gradients are compared; a number above 0, or a schedule.'),
  nu: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('No member counts more than 1 / (nu K). 1: all count the same. 1 / K, and what is below, is no cap; the default.'),
  gradients: z
    .enum(['mean', 'each'])
    .default('mean')
    .describe('What is compared: the mean gradient of the batch, as the authors do, or the gradients of all samples side by side.'),
  normalise: z.boolean().default(true).describe('Whether gradients are compared by direction only. `false`: a long one is given less weight.'),
  iterations: z.int().min(1).optional().describe('Of the search for the weights; 6 (K - 1) when absent.'),
});

/**
 * `w = argmin ||sum_k w_k g_k / ||g_k|| ||^2` over `0 <= w_k <= 1 / (nu K)`, `sum_k w_k = 1`, with `g_k` the gradient of kd against member `k` in the student's
 * logits, `T (p_s - p_k)` per sample, mean over the batch; AEKD, Du et al., NeurIPS 2020, "Agree to Disagree". It is the dual of a one-class SVM over
 * the gradients, and the negative of the weighted gradient lowers the loss against every member whose weight is below the cap. The
 * authors' code, where it normalises, divides each `w_k` by `||g_k||` again; here `w` is the solution itself.
 *
 * @returns float32 `[K]`, within [0, 1/(nu K)], of sum 1.
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
      return (input) => {
        const found = gradientsOf(input, input.feeds.temperature!, gradients);
        const compared = normalise ? (l2Normalise(found, 1) as Tensor2D) : found;
        return shortestSum(matMul(compared, compared, false, true), cap, iterations ?? 6 * (members - 1));
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
