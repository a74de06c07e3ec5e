// Each student layer from the teacher's layer of the same relative depth.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';

/**
 * Student layer `i` of `n` from teacher layer `max(1, round(i m / n))` of `m`, counted from 1: the last from the last, and where `m` is
 * a multiple `k n` every `k`-th. "Skip" of Sun et al., EMNLP 2019, arXiv:1908.09355; `g(i) = 3 i` of Jiao et al., "TinyBERT", EMNLP
 * Findings 2020, arXiv:1909.10351, for 4 layers from 12. Where the student is the deeper, several of its layers have one teacher layer.
 */
export const uniform = defineMapping({
  id: 'uniform',
  summary: 'each student layer from the teacher layer of the same relative depth ("skip")',
  options: z.strictObject(layerOptions),
  create: (options) => ({
    pairs: (sides) =>
      pairLayers(sides, options, (student, teacher) =>
        student.map((layer, index) => [layer, teacher[Math.max(1, Math.round(((index + 1) * teacher.length) / student.length)) - 1]!] as const),
      ),
  }),
});
