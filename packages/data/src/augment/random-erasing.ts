// Augmentation `random-erasing`: covers a rectangle of an image.
// Zhong, Zheng, Kang, Li, Yang, "Random erasing data augmentation" (AAAI 2020).
import { type Augmentation, type AugmentedBatch, defineAugmentation } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { imageShape } from './translate.ts';

/** As the authors' code has it; then the image is left as it is. */
const ATTEMPTS = 100;
const DRAWS_PER_ATTEMPT = 4;
/** Draws before those of the fill. */
const FILL_FROM = 1 + ATTEMPTS * DRAWS_PER_ATTEMPT;

const options = z
  .strictObject({
    probability: z.number().gt(0).max(1).default(0.5).describe('Share of the images that lose a rectangle'),
    area: z
      .tuple([z.number().gt(0).lt(1), z.number().gt(0).lt(1)])
      .default([0.02, 0.4])
      .describe('Smallest and largest share of the image'),
    aspect: z.number().gt(0).max(1).default(0.3).describe('Smallest ratio of height to width; the largest is its inverse'),
    fill: z
      .union([z.literal('noise'), z.number()])
      .default('noise')
      .describe('Value of the pixels; `noise`: each number uniform in [0, 1)'),
  })
  .refine(({ area: [smallest, largest] }) => smallest <= largest, { path: ['area'], message: 'the smallest share comes first' });

/**
 * With the probability: area uniform in `area` times that of the image, ratio of height to width uniform in [aspect, 1 / aspect],
 * sides rounded and at least 1, the place uniform; drawn again while a side is not smaller than the image's. Inputs
 * `[height, width, channels]`, in [0, 1] where the fill is noise.
 */
export function randomErasing(choice: z.input<typeof options> = {}): Augmentation {
  const parsed = parseOptions(options, choice, 'random-erasing');
  const view = `random-erasing(probability=${parsed.probability},area=${parsed.area.join('..')},aspect=${parsed.aspect},fill=${parsed.fill})`;
  return { view, apply: (batch) => eraseRandomly(batch, view, parsed) };
}

function eraseRandomly(batch: AugmentedBatch, view: string, { probability, area, aspect, fill }: z.output<typeof options>): void {
  const [height, width, channels] = imageShape(batch.shape, view, 0);
  for (let row = 0; row < batch.size; row += 1) {
    if (batch.uniform(row, 0) >= probability) continue;
    const box = rectangle(height, width, area, aspect, (draw) => batch.uniform(row, 1 + draw));
    if (box === undefined) continue;
    for (let y = box.top; y < box.top + box.rows; y += 1) {
      for (let x = box.left * channels; x < (box.left + box.columns) * channels; x += 1) {
        const at = y * width * channels + x;
        batch.inputs[row * height * width * channels + at] = fill === 'noise' ? batch.uniform(row, FILL_FROM + at) : fill;
      }
    }
  }
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

function rectangle(height: number, width: number, area: readonly [number, number], aspect: number, uniform: (draw: number) => number): Box | undefined {
  const between = (low: number, high: number, draw: number): number => low + (high - low) * uniform(draw);
  for (let draw = 0; draw < ATTEMPTS * DRAWS_PER_ATTEMPT; draw += DRAWS_PER_ATTEMPT) {
    const pixels = between(area[0], area[1], draw) * height * width;
    const ratio = between(aspect, 1 / aspect, draw + 1);
    const rows = Math.max(1, Math.round(Math.sqrt(pixels * ratio)));
    const columns = Math.max(1, Math.round(Math.sqrt(pixels / ratio)));
    if (rows >= height || columns >= width) continue;
    const top = Math.floor(uniform(draw + 2) * (height - rows + 1));
    return { top, left: Math.floor(uniform(draw + 3) * (width - columns + 1)), rows, columns };
  }
  return undefined;
}

export const randomErasingAugmentation = defineAugmentation({
  id: 'random-erasing',
  summary: 'covers a rectangle of an image with noise or a value (Zhong 2020)',
  options,
  create: randomErasing,
});
