// The options of `tf-kd-self`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const TfKdSelfOptions = z.strictObject({
  temperature: temperature.default(20).describe('Softens both sides; a number above 0, or a schedule.'),
  multiplier: z.number().positive().default(1).describe('Makes up for the mean over classes: 1 in most published runs, 10 or 50 in some.'),
});
