// One member at random is heard, another one in the next step.
import { defineWeighting, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { cast, fill, minimum, mul, scalar, squeeze, uniform } from '@retort/tensor';
import { z } from 'zod';
import { oneOf } from '../members/one-of.ts';

const RandomOptions = z.strictObject({
  per: z.enum(['batch', 'sample']).default('batch').describe('Whether one member is drawn for the whole batch, or one for each sample.'),
});

/**
 * `w_k = 1` for a member drawn uniformly from the step's seed, else 0; for the batch, or with `per: sample` for each sample. So the student hears
 * every member, one at a time. Where there is no step, the weights are equal: what is drawn on average.
 *
 * @returns float32 `[K]`, or `[B, K]`.
 */
export const random = defineWeighting({
  id: 'random',
  summary: 'one member drawn for each batch, or for each sample',
  options: RandomOptions,
  create: ({ per }) => ({
    per: per === 'batch' ? 'member' : 'sample',
    feeds: {},
    build({ members: count, random: stream }) {
      const draw = stream.child('draw').at(0).bits(0);
      return ({ members, seed }) => {
        const rows = per === 'batch' ? 1 : members[0]!.shape[0];
        const weights = seed === undefined ? (fill([rows, count], 1 / count) as Tensor2D) : chosen(uniform([rows], seed, draw) as Tensor1D, count);
        return per === 'batch' ? squeeze(weights, [0]) : weights;
      };
    },
  }),
});

/** Uniforms in [0, 1) `[N]` to one of `count`, `[N, count]`. A product may round up to the bound. */
function chosen(uniforms: Tensor1D, count: number) {
  return oneOf(minimum(cast(mul(uniforms, count), 'int32'), scalar(count - 1, 'int32')), count);
}
