// The options of `dist`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const DistOptions = z.strictObject({
  beta: z.number().nonnegative().default(1).describe('Weight of the relation among the classes of a sample.'),
  gamma: z.number().nonnegative().default(1).describe('Weight of the relation among the samples of a class.'),
  temperature: temperature.default(1).describe('Softens both sides; a number above 0, or a schedule. 1 for ImageNet, 4 for CIFAR.'),
});
