// The first layers of both sides.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { countOption, sameNumber } from '../layers/count-option.ts';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';

/** The first `layers` layers of the student from as many of the teacher, in order. @throws KD_E_MAPPING_NO_TAP where a side has fewer. */
export const first = defineMapping({
  id: 'first',
  summary: 'the first layer, or the first few, of both sides',
  options: z.strictObject({ ...layerOptions, ...countOption }),
  create: (options) => ({
    pairs: (sides) =>
      pairLayers(
        sides,
        options,
        sameNumber(options.layers, (layers, count) => layers.slice(0, count)),
      ),
  }),
});
