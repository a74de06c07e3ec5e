// The options of `dkd`.
import { z } from 'zod';
import { standardise } from '../options/standardise.ts';
import { temperature } from '../options/temperature.ts';

export const DkdOptions = z.strictObject({
  alpha: z.number().nonnegative().default(1).describe('Weight of the target class part.'),
  beta: z
    .number()
    .nonnegative()
    .default(8)
    .describe('Weight of the part of all other classes. Published: 2 to 8 on CIFAR-100, the larger the surer the teacher; 0.5 to 2 on ImageNet.'),
  temperature: temperature.default(4).describe('Softens both sides; a number above 0, or a schedule. 4 for CIFAR, 1 for ImageNet.'),
  standardise,
});
