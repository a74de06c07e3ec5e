// All members count, but for a few that are left out of each step.
import { defineWeighting, type Tensor1D } from '@retort/kernel';
import { fill, sum, topk, uniform } from '@retort/tensor';
import { z } from 'zod';
import { oneOf } from '../members/one-of.ts';

const DroppedOptions = z.strictObject({
  drop: z.int().min(0).default(1).describe('Members that are left out of each step, drawn anew each time. One is always heard. 0: the sum of all.'),
});

/**
 * `w_k = 1`, and 0 for `drop` members that are drawn from the step's seed; DGKD, Son et al., ICCV 2021, arXiv:2009.08825. The weights are not normalised:
 * the losses of those that are left are added. At most K - 1 members are dropped. Where there is no step, none is.
 *
 * @returns float32 `[K]`.
 */
export const dropped = defineWeighting({
  id: 'dropped',
  summary: 'the sum of all members but a few, drawn for each step (DGKD, Son 2021)',
  options: DroppedOptions,
  create: ({ drop }) => ({
    per: 'member',
    feeds: {},
    build({ members, random }) {
      const kept = Math.max(1, members - drop);
      const draw = random.child('drop').at(0).bits(0);
      return ({ seed }) => {
        if (seed === undefined || kept === members) return fill([members], 1);
        // The members of the largest uniforms stay.
        const { indices } = topk(uniform([members], seed, draw) as Tensor1D, kept);
        return sum(oneOf(indices, members), 0);
      };
    },
  }),
});
