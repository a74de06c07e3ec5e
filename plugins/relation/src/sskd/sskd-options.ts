// The options of `sskd` and of `sskd-kd`.
import { schedulable } from '@retort/kernel/zod';
import { z } from 'zod';

const temperature = schedulable.refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0');
const keep = z.number().min(0).max(1);

export const SskdOptions = z.strictObject({
  temperature: temperature.default(0.5).describe('Cosines of both networks are divided by this; a number above 0, or a schedule.'),
  keep: keep.default(0.75).describe('Of the views that the teacher takes for another sample, the share that is learnt from: those it is least wrong about.'),
  epochs: z.int().min(1).default(60).describe("Of the stage before, in which the teacher's head learns to tell which views are of one sample."),
});

export const SskdKdOptions = z.strictObject({
  temperature: temperature.default(4).describe('Softens both sides before they are compared; a number above 0, or a schedule.'),
  first: z.number().nonnegative().default(0.9).describe('Weight of the first views.'),
  others: z.number().nonnegative().default(2.7).describe('Weight of the other views.'),
  keep: keep.default(1).describe('Of the other views that the teacher gives a wrong class, the share that is learnt from: those it is least wrong about.'),
});
