// The parts of a run as one who knows some classes only sees them: labelled samples of these classes, renumbered.
import type { Samples } from '@retort/kernel';
import type { DataParts } from './open-data.ts';
import { classIndices, keepClasses } from './select-classes.ts';

export interface ClassParts {
  readonly parts: DataParts;
  /** The class `i` of `parts` is the class `covers[i]` of the run. */
  readonly covers: readonly number[];
}

/**
 * By name or index, in the order in which they are named. Samples without a label are left out.
 * Throws `KD_E_DATA_CLASS_UNKNOWN` with the nearest names, `KD_E_DATA_CLASSES` for none or one given twice.
 */
export function classParts(parts: DataParts, wanted: readonly (string | number)[], name: string): ClassParts {
  const covers = classIndices({ name, classes: parts.classes }, wanted);
  const keep = (samples: Samples): Samples => keepClasses(samples, covers, 'drop');
  return {
    covers,
    parts: Object.freeze({
      ...parts,
      classes: covers.map((index) => parts.classes[index]!),
      full: keep(parts.full),
      labelled: keep(parts.labelled),
      transfer: keep(parts.transfer),
      ...(parts.validation === undefined ? {} : { validation: keep(parts.validation) }),
      test: keep(parts.test),
    }),
  };
}
