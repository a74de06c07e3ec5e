// Every layer of the student from every layer of the teacher.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { layerOptions } from '../layers/layer-options.ts';
import { type Choose, pairLayers } from '../layers/pair-layers.ts';

/** Student layer by student layer: one to many, and with one layer named on a side, many to one. */
export const everyWithEvery: Choose = (student, teacher) => student.flatMap((layer) => teacher.map((other) => [layer, other] as const));

export const all = defineMapping({
  id: 'all',
  summary: 'every student layer from every teacher layer',
  options: z.strictObject(layerOptions),
  create: (options) => ({ pairs: (sides) => pairLayers(sides, options, everyWithEvery) }),
});
