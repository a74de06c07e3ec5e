// Augmentation `flip`: mirrors half of the images.
import { type Augmentation, type AugmentedBatch, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { imageShape } from './translate.ts';

const options = z
  .strictObject({
    horizontal: z.boolean().default(true).describe('Swap left and right, of every second image on average'),
    vertical: z.boolean().default(false).describe('Swap top and bottom, of every second image on average'),
  })
  .refine(({ horizontal, vertical }) => horizontal || vertical, 'flips nothing: set horizontal or vertical');

/** Each axis with probability 1/2, from draws 0 (horizontal) and 1 (vertical); inputs `[height, width, channels]`. */
export function flip(choice: z.input<typeof options> = {}): Augmentation {
  const { horizontal, vertical } = parseOptions(options, choice, 'flip');
  const view = `flip(horizontal=${horizontal},vertical=${vertical})`;
  return { view, apply: (batch) => flipRandomly(batch, view, horizontal, vertical) };
}

function flipRandomly(batch: AugmentedBatch, view: string, horizontal: boolean, vertical: boolean): void {
  const [height, width, channels] = imageShape(batch.shape, view, 0);
  const volume = height * width * channels;
  const copy = new Float32Array(volume);
  for (let sample = 0; sample < batch.size; sample += 1) {
    const mirror = horizontal && batch.uniform(sample, 0) < 0.5;
    const turn = vertical && batch.uniform(sample, 1) < 0.5;
    if (!mirror && !turn) continue;
    const image = batch.inputs.subarray(sample * volume, (sample + 1) * volume);
    copy.set(image);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const from = ((turn ? height - 1 - row : row) * width + (mirror ? width - 1 - column : column)) * channels;
        for (let channel = 0; channel < channels; channel += 1) image[(row * width + column) * channels + channel] = copy[from + channel]!;
      }
    }
  }
}

export const flipAugmentation = defineAugmentation({ id: 'flip', summary: 'mirrors images with probability 1/2', options, create: flip });
