// The options that every mapping has which chooses by itself: which layers it chooses from.
import { z } from 'zod';

const tap = z.string().min(1);
const taps = z
  .array(tap)
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'a tap twice')
  .optional();

const of = tap.optional().describe('Of a committee: the one member whose layers teach. Each member in turn when absent.');

/** For `z.strictObject`. */
export const layerOptions = {
  student: taps.describe('The taps to choose from; what the student counts as its layers when absent.'),
  teacher: taps.describe("The taps to choose from; what the teacher counts as its layers when absent. Of a committee with or without the member's name."),
  of,
};

export const memberOption = { of };

export interface LayerOptions {
  readonly student?: readonly string[] | undefined;
  readonly teacher?: readonly string[] | undefined;
  readonly of?: string | undefined;
}
