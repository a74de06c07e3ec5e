// Augmentation `rand-augment`: a few operations of one strength, drawn anew for each image.
// Cubuk, Zoph, Shlens, Le, "RandAugment: practical automated data augmentation with a reduced search space" (NeurIPS 2020).
import { type Augmentation, type AugmentedBatch, defineAugmentation, retortError } from '@retort/kernel';
import { z } from 'zod';
import { imageOperations } from './image-operations.ts';
import { parseOptions } from './parse-options.ts';
import { imageShape } from './translate.ts';

const LEVELS = 30;

const options = z.strictObject({
  operations: z.int().min(1).max(16).default(2).describe('Operations on each image, one after the other'),
  magnitude: z.number().min(0).max(LEVELS).default(9).describe('How strong each is, 0 to 30'),
});

/**
 * Each operation of an image is one of `imageOperations`, all equally likely and with repetition, at strength `magnitude / 30` and in
 * a direction drawn by a coin. Every operation gets stronger with the magnitude. Inputs `[height, width, channels]` within [0, 1]:
 * place it before what leaves that range (`noise`). Draw 2i chooses the i-th operation, draw 2i + 1 its direction.
 *
 * @throws KD_E_DATA_AUGMENT for inputs outside of [0, 1].
 */
export function randAugment(choice: z.input<typeof options> = {}): Augmentation {
  const { operations, magnitude } = parseOptions(options, choice, 'rand-augment');
  const view = `rand-augment(operations=${operations},magnitude=${magnitude})`;
  return { view, apply: (batch) => augmentRandomly(batch, view, operations, magnitude / LEVELS) };
}

const all = Object.values(imageOperations);

function augmentRandomly({ inputs, shape: sizes, size, uniform }: AugmentedBatch, view: string, operations: number, strength: number): void {
  const shape = imageShape(sizes, view, 0);
  requireUnit(inputs, view);
  const volume = inputs.length / size;
  for (let row = 0; row < size; row += 1) {
    const image = inputs.subarray(row * volume, (row + 1) * volume);
    for (let index = 0; index < operations; index += 1) {
      const operation = all[Math.floor(uniform(row, 2 * index) * all.length)]!;
      operation(image, shape, strength, uniform(row, 2 * index + 1) < 0.5 ? -1 : 1);
    }
  }
}

function requireUnit(inputs: Float32Array, view: string): void {
  const outside = inputs.find((value) => !(value >= 0 && value <= 1));
  if (outside !== undefined) throw retortError('KD_E_DATA_AUGMENT', { what: `augmentation ${view}`, expected: 'inputs within [0, 1]', received: `${outside}` });
}

export const randAugmentAugmentation = defineAugmentation({
  id: 'rand-augment',
  summary: 'random operations of one magnitude on images within [0, 1] (RandAugment, Cubuk 2020)',
  options,
  create: randAugment,
});
