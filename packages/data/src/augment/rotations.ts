// Augmentation `rotations`: four views of each image, turned by 0, 90, 180 and 270 degrees.
// Xu et al., "Knowledge distillation meets self-supervision" (ECCV 2020); Gidaris et al., "Unsupervised representation learning by
// predicting image rotations" (ICLR 2018).
import { type Augmentation, type AugmentedBatch, defineAugmentation, retortError } from '@retort/kernel';
import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { imageShape } from './translate.ts';

const TURNS = 4;

const options = z.strictObject({
  labels: z.enum(['first', 'all']).default('first').describe('Which views keep their label: the upright one, or all'),
});

/**
 * Copies 4 of square maps `[size, size, channels]`; copy k is turned by k times 90 degrees counter-clockwise. Exact: pixels move,
 * none is mixed. With labels `first`, turned views are rows without a label (0 in `labelled`, a zero target, -1 in `labels`): what
 * an upside-down 6 is called would mislead. Their sample's label is that of the same place among the first views.
 */
export function rotations(choice: z.input<typeof options> = {}): Augmentation {
  const { labels } = parseOptions(options, choice, 'rotations');
  const view = `rotations(labels=${labels})`;
  return { view, copies: TURNS, fixed: true, apply: (batch) => turn(batch, view, labels === 'first') };
}

function turn({ inputs, targets, labelled, shape, size, copies }: AugmentedBatch, view: string, forget: boolean): void {
  const [height, width, channels] = imageShape(shape, view, 0);
  if (height !== width) throw retortError('KD_E_DATA_AUGMENT', { what: `augmentation ${view}`, expected: 'square images', received: `[${shape}]` });
  const samples = size / copies;
  const volume = height * width * channels;
  const classes = targets.length / size;
  for (let row = samples; row < size; row += 1) {
    const image = inputs.subarray(row * volume, (row + 1) * volume);
    for (let turns = Math.floor(row / samples); turns > 0; turns -= 1) quarterTurn(image, height, channels);
    if (!forget) continue;
    labelled[row] = 0;
    targets.fill(0, row * classes, (row + 1) * classes);
  }
}

/** `out[y, x] = in[x, side - 1 - y]`: counter-clockwise. */
function quarterTurn(image: Float32Array, side: number, channels: number): void {
  const old = image.slice();
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const from = (x * side + side - 1 - y) * channels;
      image.set(old.subarray(from, from + channels), (y * side + x) * channels);
    }
  }
}

export const rotationsAugmentation = defineAugmentation({
  id: 'rotations',
  summary: 'four views of each square image, turned by quarters (Gidaris 2018; SSKD, Xu 2020)',
  options,
  create: rotations,
});
