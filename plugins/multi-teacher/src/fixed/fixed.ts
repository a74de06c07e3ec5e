// Weights that somebody has chosen.
import { defineWeighting, retortError, type Schedulable } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { div, maximum, ones, stack, sum } from '@retort/tensor';
import { z } from 'zod';

const FixedOptions = z.strictObject({
  weights: z
    .array(schedulable.refine((weight) => typeof weight !== 'number' || weight >= 0, 'expected a weight of at least 0'))
    .min(1)
    .refine((weights) => weights.some((weight) => weight !== 0), 'expected a weight above 0')
    .optional()
    .describe('One for each member, in their order: numbers of at least 0, or schedules. All 1 when absent.'),
  normalise: z.boolean().default(true).describe('Whether they are divided by their sum. `false`: as given, so that without `weights` the losses are added.'),
});

/**
 * `w_k = a_k / sum_j a_j`, or `a_k` where `normalise` is false. Without `weights` the plain mean of the members, or their sum.
 *
 * @returns float32 `[K]`.
 * @throws KD_E_WEIGHTING where there are more or fewer weights than members.
 */
export const fixed = defineWeighting({
  id: 'fixed',
  summary: 'chosen weights, equal ones where none are given',
  options: FixedOptions,
  create: ({ weights, normalise }) => ({
    per: 'member',
    feeds: Object.fromEntries((weights ?? []).map((weight, index): [string, Schedulable] => [feedOf(index), weight])),
    build({ members }) {
      if (weights !== undefined && weights.length !== members)
        throw retortError('KD_E_WEIGHTING', { what: 'the weights of "fixed"', expected: `${members}, one for each member`, received: `${weights.length}` });
      return ({ feeds }) => {
        const given = weights === undefined ? ones([members]) : stack(weights.map((_, index) => feeds[feedOf(index)]!));
        return normalise ? div(given, maximum(sum(given), LEAST)) : given;
      };
    },
  }),
});

/** Schedules may bring all weights to 0 at once. */
const LEAST = 1e-30;

const feedOf = (index: number): string => `weight${index}`;
