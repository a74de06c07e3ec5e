// The options of `kd`.
import { z } from 'zod';
import { standardise } from '../options/standardise.ts';
import { temperature } from '../options/temperature.ts';
import { SampleTemperatureOptions } from '../sample-temperature/sample-temperature-options.ts';

export const KdOptions = z.strictObject({
  temperature: temperature
    .default(4)
    .describe('Softens both sides before they are compared; a number above 0, or a schedule. 4 for CIFAR, 1 for ImageNet, 20 in the paper.'),
  standardise,
  perSample: SampleTemperatureOptions.optional(),
});
