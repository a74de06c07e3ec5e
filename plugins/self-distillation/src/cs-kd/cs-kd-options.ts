// The options of the knowledge `cs-kd`, which its strategy passes on.
import { schedulable } from '@retort/kernel/zod';
import { z } from 'zod';

export const temperature = schedulable
  .refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0')
  .default(4)
  .describe('Softens both predictions; a number above 0, or a schedule.');

export const CsKdOptions = z.strictObject({ temperature });
