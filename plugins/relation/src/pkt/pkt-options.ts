// The options of `pkt`.
import { z } from 'zod';

export const PktOptions = z.strictObject({
  eps: z.number().positive().max(1e-2).default(1e-7).describe('Added to both probabilities before their quotient is taken.'),
});
