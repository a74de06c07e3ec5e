// Each student layer from every k-th layer of the teacher, as far as both go.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';

const EveryOptions = z.strictObject({
  every: z.int().min(1).describe("The step between the teacher's layers: 1 pairs them one by one."),
  from: z.int().min(1).optional().describe("The teacher's layer that the student's first one learns from, counted from 1; `every` when absent."),
  ...layerOptions,
});

/** Student layer `i` from teacher layer `from + (i - 1) every`, counted from 1, for as many layers as both have. */
export const every = defineMapping({
  id: 'every',
  summary: 'each student layer from every k-th layer of the teacher',
  options: EveryOptions,
  create: ({ every: step, from = step, ...options }) => ({
    pairs: (sides) =>
      pairLayers(sides, options, (student, teacher) => {
        const taught = student.slice(0, Math.max(0, Math.ceil((teacher.length - from + 1) / step)));
        return taught.map((layer, index) => [layer, teacher[from - 1 + index * step]!] as const);
      }),
  }),
});
