// The options of `mse-logits`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const MseLogitsOptions = z.strictObject({
  temperature: temperature.default(1).describe('Divides both sides, so the loss by its square; a number above 0, or a schedule.'),
});
