// The options of `label-smoothing`.
import { z } from 'zod';

export const LabelSmoothingOptions = z.strictObject({
  epsilon: z.number().min(0).lt(1).default(0.1).describe('Taken from the label and spread evenly over the other classes, C - 1 of them.'),
});
