// Each student layer from a teacher layer of its shape, or of the nearest one.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';
import { nearestShape } from './nearest-shape.ts';

const ByShapeOptions = z.strictObject({
  match: z
    .enum(['nearest', 'equal'])
    .default('nearest')
    .describe("'equal': only pairs of equal shapes. 'nearest': a map of the same or the nearest height and width, a vector with a vector."),
  ...layerOptions,
});

/**
 * Each student layer from the last teacher layer of equal shape; where there is none, and `match` is `nearest`, from the last one
 * whose other axes than the channels are equal; then from the nearest (nearest-shape.ts). A layer that none is like has no pair.
 */
export const byShape = defineMapping({
  id: 'by-shape',
  summary: 'each student layer from the last teacher layer of its shape, or of the nearest',
  options: ByShapeOptions,
  create: ({ match, ...options }) => ({
    pairs: (sides) =>
      pairLayers(sides, options, (student, teacher) =>
        student.flatMap((layer) => {
          const equal = teacher.findLast(({ shape }) => shape.join() === layer.shape.join());
          const found = equal ?? (match === 'nearest' ? nearestShape(layer.shape, teacher) : undefined);
          return found === undefined ? [] : [[layer, found] as const];
        }),
      ),
  }),
});
