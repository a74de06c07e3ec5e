// The options of `wsld`.
import { z } from 'zod';
import { temperature } from '../options/temperature.ts';

export const WsldOptions = z.strictObject({
  temperature: temperature.default(4).describe('Softens both sides; a number above 0, or a schedule. Published: 4 for CIFAR, 2 for ImageNet.'),
});
