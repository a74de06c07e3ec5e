// The options of `rkd`.
import { z } from 'zod';

const weight = z.number().nonnegative();

export const RkdOptions = z
  .strictObject({
    distance: weight.default(25).describe('Weight of the distance term; 0 leaves it out.'),
    angle: weight.default(50).describe('Weight of the angle term; 0 leaves it out, and with it all work of order B^3.'),
  })
  .refine(({ distance, angle }) => distance + angle > 0, 'expected a weight above 0 for distance or angle');
