// From a choice among two lists of layers to pairs of taps: once, or once for each member of a committee.
import type { MappingSides, TapPair } from '@retort/kernel';
import type { LayerOptions } from './layer-options.ts';
import { type Layer, type LayerList, studentLayers, teacherLayers } from './layers-of.ts';

/** Chooses from the layers of the student and of one teacher, both in the order of the network and not empty. */
export type Choose = (student: readonly Layer[], teacher: readonly Layer[]) => readonly (readonly [Layer, Layer])[];

/** @throws KD_E_TAP_UNKNOWN, KD_E_MAPPING_NO_TAP, KD_E_MAPPING_MEMBER */
export function pairLayers(sides: MappingSides, options: LayerOptions, choose: Choose): readonly TapPair[] {
  const { layers } = studentLayers(sides, options);
  return teacherLayers(sides, options).flatMap((teacher) => pairsOf(choose(layers, teacher.layers), teacher));
}

export function pairsOf(chosen: readonly (readonly [Layer, Layer])[], { member }: LayerList): readonly TapPair[] {
  return chosen.map(([student, teacher]) => ({ student: student.tap, teacher: teacher.tap, ...(member === undefined ? {} : { member }) }));
}
