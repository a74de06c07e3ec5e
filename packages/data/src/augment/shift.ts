// Augmentation `shift`: moves an image by up to some pixels each way.
import { type Augmentation, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { translateRandomly } from './translate.ts';

const options = z.strictObject({
  pixels: z.int().min(1).default(1).describe('Largest move along each axis, in pixels'),
  fill: z.number().default(0).describe('Value of the pixels that come in'),
});

/** Moves by whole pixels, uniform in -pixels..pixels along each axis; inputs `[height, width, channels]`. */
export function shift(choice: z.input<typeof options> = {}): Augmentation {
  const { pixels, fill } = parseOptions(options, choice, 'shift');
  const view = `shift(pixels=${pixels},fill=${fill})`;
  return { view, apply: (batch) => translateRandomly(batch, view, pixels, fill) };
}

export const shiftAugmentation = defineAugmentation({ id: 'shift', summary: 'moves images by up to `pixels` each way', options, create: shift });
