// Augmentation `crop`: pads an image and cuts the old size out at a random place.
import { type Augmentation, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { translateRandomly } from './translate.ts';

const options = z.strictObject({
  pad: z.int().min(1).default(4).describe('Pixels added on each side before the cut'),
  mode: z.enum(['zero', 'edge', 'reflect']).default('zero').describe('What is added: zeros, the nearest pixel, or the image mirrored at its outermost pixel'),
});

/** Each of the (2 pad + 1)^2 cuts is as likely as any other; inputs `[height, width, channels]`. */
export function crop(choice: z.input<typeof options> = {}): Augmentation {
  const { pad, mode } = parseOptions(options, choice, 'crop');
  const view = `crop(pad=${pad},mode=${mode})`;
  return { view, apply: (batch) => translateRandomly(batch, view, pad, mode === 'zero' ? 0 : mode) };
}

export const cropAugmentation = defineAugmentation({ id: 'crop', summary: 'pads images by `pad` and cuts the old size out at random', options, create: crop });
