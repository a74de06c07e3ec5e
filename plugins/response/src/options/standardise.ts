// The switch for logit standardisation, where a method can be wrapped in it.
import { z } from 'zod';

export const standardise = z
  .boolean()
  .default(false)
  .describe(
    'Standardises the logits of both sides per sample first: z -> (z - mean) / (std + 1e-7) (Sun et al. 2024). The published base temperature is then 2.',
  );
