// The penultimate vectors: what most relation methods and many hints read. The mapping where none is named.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { memberOption } from '../layers/layer-options.ts';
import { type LayerList, studentLayers, teacherLayers } from '../layers/layers-of.ts';
import { pairsOf } from '../layers/pair-layers.ts';

/** On each side the tap `features`, the vector before the last dense layer; where a model has none, its last layer. */
export const features = defineMapping({
  id: 'features',
  summary: 'the vector before the logits on both sides',
  options: z.strictObject(memberOption),
  create: (options) => ({
    pairs(sides) {
      const student = choose(studentLayers(sides, {}));
      return teacherLayers(sides, options).flatMap((list) => pairsOf([[student, choose(list)]], list));
    },
  }),
});

function choose({ layers, all }: LayerList) {
  return all.find(({ name }) => name === 'features') ?? layers.at(-1)!;
}
