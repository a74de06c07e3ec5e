// The options of `soft-cross-entropy`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const SoftCrossEntropyOptions = z.strictObject({
  temperature: temperature.default(1).describe('Softens both sides; a number above 0, or a schedule. The loss is not multiplied by its square.'),
});
