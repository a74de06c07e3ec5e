// The last layers of both sides, whatever they are called.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { countOption, sameNumber } from '../layers/count-option.ts';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';

/**
 * The last `layers` layers of the student from as many of the teacher, in order: "last" of Sun et al., "Patient Knowledge
 * Distillation for BERT Model Compression", EMNLP 2019, arXiv:1908.09355. @throws KD_E_MAPPING_NO_TAP where a side has fewer.
 */
export const last = defineMapping({
  id: 'last',
  summary: 'the last layer before the logits, or the last few, of both sides',
  options: z.strictObject({ ...layerOptions, ...countOption }),
  create: (options) => ({
    pairs: (sides) =>
      pairLayers(
        sides,
        options,
        sameNumber(options.layers, (layers, count) => layers.slice(-count)),
      ),
  }),
});
