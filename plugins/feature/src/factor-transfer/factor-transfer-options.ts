// The options of `factor-transfer`.
import { z } from 'zod';

const ParaphraserOptions = z.strictObject({
  rate: z.number().positive().default(0.5).describe("Channels of a factor, as a share of the teacher's, rounded down; 1 at least."),
  epochs: z.int().min(1).default(30).describe('Of the stage before, in which the paraphraser learns to reconstruct the teacher.'),
});

export const FactorTransferOptions = z.strictObject({
  form: z
    .enum(['code', 'paper'])
    .default('code')
    .describe("'code': attention maps of the factors, as RepDistiller has it. 'paper': the factors themselves, of equal shapes."),
  p1: z.number().min(1).max(4).default(2).describe("The power of the activations in the attention map; of the form 'code' only."),
  p2: z.number().min(1).max(4).default(1).describe('The power of the differences: 1 is the published L1.'),
  paraphraser: ParaphraserOptions.optional().describe('Makes the factors, as published; without it the mapped activations are the factors.'),
});

export type FactorTransferSettings = z.output<typeof FactorTransferOptions>;
