// The options of `mlkd`.
import { z } from 'zod';
import { standardise } from '../options/standardise.ts';

export const MlkdOptions = z.strictObject({
  temperatures: z.array(z.number().positive()).min(1).default([2, 3, 4, 5, 6]).describe('The three levels are compared at each of these, and added.'),
  masks: z
    .boolean()
    .default(true)
    .describe('Keeps the half of the samples, and of the classes, that the teacher is less sure of. Without: all of them. The strong view has no masks.'),
  strong: z
    .enum(['all', 'instance'])
    .default('all')
    .describe("What is compared of the strong view, where batches have two: 'all' three levels, or the first alone, as the released code adds it."),
  standardise,
});

export type MlkdSettings = z.output<typeof MlkdOptions>;
