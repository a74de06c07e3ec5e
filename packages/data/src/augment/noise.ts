// Augmentation `noise`: adds white noise to every input.
import { type Augmentation, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';

const options = z.strictObject({
  std: z.number().positive().default(0.1).describe('Standard deviation, in the units of the inputs'),
});

/** `x + std * n`, n standard normal, its own for every number: draw i of a sample for its input i. Nothing is clipped. */
export function noise(choice: z.input<typeof options> = {}): Augmentation {
  const { std } = parseOptions(options, choice, 'noise');
  return {
    view: `noise(std=${std})`,
    apply({ inputs, size, normal }) {
      const width = inputs.length / size;
      for (let sample = 0; sample < size; sample += 1) {
        for (let index = 0; index < width; index += 1) inputs[sample * width + index]! += std * normal(sample, index);
      }
    },
  };
}

export const noiseAugmentation = defineAugmentation({ id: 'noise', summary: 'adds normal noise of `std` to the inputs', options, create: noise });
