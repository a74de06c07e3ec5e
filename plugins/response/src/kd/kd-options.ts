// The options of `kd`.
import { schedulable } from '@retort/kernel/zod';
import { z } from 'zod';

const positive = schedulable.refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0');

export const KdOptions = z.strictObject({
  temperature: positive
    .default(4)
    .describe('Softens both sides before they are compared; a number above 0, or a schedule. 4 for CIFAR, 1 for ImageNet, 20 in the paper.'),
});
