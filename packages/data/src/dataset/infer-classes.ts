// The classes of labels that bring no names: numbers up to the highest label.
import { retortError } from '@retort/kernel';
import { numbered } from './memory-dataset.ts';

/**
 * Labels that are no class index at all are left for the check of the labels to name. Throws `KD_E_DATA_LABEL` where the highest
 * label asks for more classes than there are samples, before a name of each is made.
 */
export function inferClasses(labels: ArrayLike<number>, what: string): string[] {
  let highest = 0;
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i]!;
    if (!Number.isFinite(label)) continue;
    if (label > labels.length - 1) {
      const expected = `at most ${labels.length - 1}: every class needs one of the ${labels.length} samples`;
      throw retortError('KD_E_DATA_LABEL', { what: `the label of sample ${i} of ${what}`, expected, received: `${label}` });
    }
    highest = Math.max(highest, Math.floor(label));
  }
  return numbered(highest + 1);
}
