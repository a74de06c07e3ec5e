// The options of `fbkd`.
import { z } from 'zod';

const weight = z.number().nonnegative();

export const FbkdOptions = z
  .strictObject({
    feature: weight.default(7e-5).describe('Weight of the masked difference of the maps; 0 leaves the term out, with what it trains.'),
    channel: weight.default(4e-3).describe('Weight of the distance of the means over places; 0 leaves it out.'),
    spatial: weight.default(4e-3).describe('Weight of the distance of the means over channels; 0 leaves it out.'),
    relation: weight.default(7e-5).describe('Weight of the distance of the maps after the non-local blocks; 0 leaves it out.'),
    temperature: z.number().positive().default(0.5).describe('Of the masks: the lower, the more they keep to the most active places and channels.'),
    masks: z.enum(['both', 'spatial']).default('both').describe('`both`: of places and of channels, as in the paper. `spatial`: of places alone.'),
    pairwise: z.enum(['dot-product', 'embedded-gaussian']).default('dot-product').describe('How alike two places are, in the non-local blocks.'),
    reduction: z.int().min(1).default(2).describe('How much narrower the non-local blocks are inside: floor(c / reduction) channels, 1 at least.'),
    pool: z
      .int()
      .min(1)
      .default(2)
      .describe('Keys and values of the non-local blocks are max-pooled by this; 1 leaves them. Published: 8, 4 and 2, from the largest map to the smallest.'),
  })
  .refine(({ feature, channel, spatial, relation }) => feature + channel + spatial + relation > 0, 'expected a weight above 0 for one of the terms');

export type FbkdSettings = z.output<typeof FbkdOptions>;
