// Keeps the samples of some classes and renumbers the classes in the order in which they were named.
import { type Dataset, expectedName, retortError, type Samples } from '@retort/kernel';
import { takeRows } from './take-rows.ts';

export interface Selection {
  readonly classes: readonly string[];
  readonly train: Samples;
  readonly test?: Samples;
}

/**
 * A number is an index, a string a name. Samples without a label stay.
 * Throws `KD_E_DATA_CLASS_UNKNOWN` with the nearest names, `KD_E_DATA_CLASSES` for none or one given twice.
 */
export function selectClasses(dataset: Dataset, wanted: readonly (string | number)[] | undefined): Selection {
  const { classes, train, test } = dataset;
  if (wanted === undefined) return { classes, train, ...(test === undefined ? {} : { test }) };
  const kept = classIndices(dataset, wanted);
  const keep = (samples: Samples): Samples => keepClasses(samples, kept, 'keep');
  return { classes: kept.map((index) => classes[index]!), train: keep(train), ...(test === undefined ? {} : { test: keep(test) }) };
}

type Named = Pick<Dataset, 'name' | 'classes'>;

/** The classes wanted, by index, in the order in which they were named. Throws as `selectClasses` does. */
export function classIndices(dataset: Named, wanted: readonly (string | number)[]): readonly number[] {
  const kept = wanted.map((item) => indexOf(dataset, item));
  const twice = kept.find((item, index) => kept.indexOf(item) !== index);
  if (kept.length > 0 && twice === undefined) return kept;
  const received = twice === undefined ? 'none' : `"${dataset.classes[twice]}" twice`;
  throw retortError('KD_E_DATA_CLASSES', { what: `the classes to keep of ${dataset.name}`, expected: 'at least one, each once', received });
}

/** The samples of some classes, renumbered: the label `kept[i]` becomes `i`. */
export function keepClasses(samples: Samples, kept: readonly number[], unlabelled: 'keep' | 'drop'): Samples {
  const stays = (label: number): boolean => (label < 0 ? unlabelled === 'keep' : kept.includes(label));
  const taken = takeRows(
    samples,
    Int32Array.from(samples.labels.keys()).filter((row) => stays(samples.labels[row]!)),
  );
  return Object.freeze({ ...taken, labels: taken.labels.map((label) => (label < 0 ? label : kept.indexOf(label))) });
}

function indexOf({ name, classes }: Named, item: string | number): number {
  const index = typeof item === 'number' ? item : classes.indexOf(item);
  if (Number.isInteger(index) && index >= 0 && index < classes.length) return index;
  const expected = typeof item === 'number' ? `an index from 0 to ${classes.length - 1}` : expectedName(item, classes);
  throw retortError('KD_E_DATA_CLASS_UNKNOWN', { what: `class ${JSON.stringify(item)} of ${name}`, expected, received: JSON.stringify(item) });
}
