// The options of `correlation-congruence`.
import { z } from 'zod';

export const CorrelationCongruenceOptions = z.strictObject({
  form: z
    .enum(['gaussian', 'bilinear', 'consecutive'])
    .default('gaussian')
    .describe(
      '`gaussian` and `bilinear`: the kernels of the paper, over all pairs of samples. `consecutive`: the form of RepDistiller, over neighbours in the batch.',
    ),
  embedding: z.number().int().nonnegative().default(128).describe('Width of the trained linear embeddings of both sides; 0 compares the samples as they are.'),
  gamma: z.number().positive().default(0.4).describe('Of the Gaussian kernel exp(-gamma ||x - y||^2).'),
  order: z.number().int().min(1).max(10).default(2).describe('Order of the Taylor expansion of the Gaussian kernel.'),
});
