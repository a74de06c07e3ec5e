// The options of `crd`.
import { z } from 'zod';

export const CrdOptions = z.strictObject({
  embedding: z.number().int().positive().default(128).describe('Width of the space in which samples are compared.'),
  negatives: z
    .number()
    .int()
    .positive()
    .default(16384)
    .describe('Negatives of each sample, K. A bank of at most K samples is used whole instead of drawn from.'),
  temperature: z.number().min(0.01).default(0.07).describe('Cosines are divided by this.'),
  momentum: z.number().min(0).max(1).default(0.5).describe('How much of a remembered embedding stays when its sample is seen again.'),
  positives: z
    .enum(['exact', 'relaxed'])
    .default('exact')
    .describe('`exact`: the positive of a sample is itself in the other network. `relaxed`: any sample of its class, drawn.'),
});
