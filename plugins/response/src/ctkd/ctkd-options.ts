// The options of `ctkd`, and the schedule of the gradient reversal that they stand for.
import type { Schedulable, Schedule } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { z } from 'zod';

export const CtkdOptions = z.strictObject({
  lowest: z.number().positive().default(1).describe('The temperature lies above this.'),
  span: z.number().positive().default(20).describe('The temperature lies below `lowest` plus this.'),
  start: z.number().default(1).describe('The parameter before training; the temperature is lowest + span * sigmoid(start): 15.6 by default.'),
  epochs: z.number().positive().default(10).describe('Epochs in which the reversal grows from 0 to -1 along half a cosine. 10 for CIFAR, 5 for ImageNet.'),
  reversal: schedulable.optional().describe('The factor on the gradient of the temperature, in place of the cosine over `epochs`: a number or a schedule.'),
});

/** `-(1 - cos(pi min(epoch / epochs, 1))) / 2`, epochs counted from 1, as the published code has it; or what was given. */
export function reversalOf({ reversal, epochs }: z.output<typeof CtkdOptions>): Schedulable {
  const growing: Schedule = { at: ({ epoch }) => (Math.cos(Math.PI * Math.min((epoch + 1) / epochs, 1)) - 1) / 2 };
  return reversal ?? growing;
}
