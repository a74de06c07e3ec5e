// The options of temperatures per sample: which strategy, and its constants.
import { z } from 'zod';

const beta = z.number().nonnegative().default(1).describe('How far the temperatures spread around the base.');
const least = z.number().positive().default(0.1).describe('No sample gets a temperature below this. Not in the publication, which lets them fall below 0.');

export const SampleTemperatureOptions = z
  .discriminatedUnion('id', [
    z.strictObject({ id: z.literal('flsw'), beta, gamma: z.number().positive().default(1).describe('The power of 1 - cosine.'), least }),
    z.strictObject({ id: z.literal('cwsm'), beta, least }),
  ])
  .describe(
    'A temperature of its own for each sample, around `temperature` as the mean: `flsw` by disagreement of the two sides, `cwsm` by confusion of the student.',
  );

export type SampleTemperature = z.output<typeof SampleTemperatureOptions>;
