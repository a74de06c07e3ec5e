// The options of `tf-kd-virtual`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const TfKdVirtualOptions = z.strictObject({
  correct: z.number().gt(0).lt(1).default(0.99).describe('What the virtual teacher gives to the label, before it is softened.'),
  temperature: temperature
    .default(40)
    .describe('Softens the virtual teacher alone; a number above 0, or a schedule. Published: 40 (MobileNetV2), 20 (ResNet-18).'),
  multiplier: z.number().positive().default(1).describe('Makes up for the mean over classes. Published: 1 (MobileNetV2), 100 (ResNet-18).'),
});
