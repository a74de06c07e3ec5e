// The options of `logit-standardization-kd`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const LogitStandardizationKdOptions = z.strictObject({
  temperature: temperature.default(2).describe('The base temperature of the standardised logits; a number above 0, or a schedule. The paper takes 2.'),
});
