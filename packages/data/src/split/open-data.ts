// A data set and a data spec to the parts of a run. Depends on the seed and the spec alone: no state, no order of calls.
import { type DataSpec, type Dataset, retortError, type Samples, type SampleView, type Shape } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { even, proportional } from './apportion.ts';
import { selectClasses } from './select-classes.ts';
import { splitSize } from './split-size.ts';
import { draw, labelledCounts, merge, requireEveryClass, type Strata, strataOf } from './strata.ts';
import { takeRows } from './take-rows.ts';

/** What a run trains and evaluates on. The three views of the training part share arrays where they can. */
export interface DataParts extends Readonly<Record<SampleView, Samples>> {
  readonly shape: Shape;
  readonly classes: readonly string[];
  /** The data set's; ids name samples of that data set, whatever the split. */
  readonly digest: string;
  readonly validation?: Samples;
  readonly test: Samples;
}

/**
 * In this order: class filter; test; validation; `fraction` of what is left; `labels` of that. Each is stratified (shares
 * differ from exact proportion by less than one sample; `labels` are as equal per class as possible) and draws from a stream of
 * its own, so that changing one does not move those before it. Fractions of `test` and `validation` refer to the labelled
 * training samples after the class filter. A test part of the source's own is used whole, and `test` is for sources without
 * one: then, and only then, it must be above 0.
 *
 * Throws `KD_E_DATA_CLASS_UNKNOWN`, `KD_E_DATA_CLASSES`, `KD_E_DATA_SPLIT` (too large, or a class left empty), `KD_E_DATA_NO_TEST`.
 */
export function openData(dataset: Dataset, spec: DataSpec, seed: number): DataParts {
  const { classes, train, test: ownTest } = selectClasses(dataset, spec.classes);
  const all = strataOf(train.labels, classes.length);
  requireEveryClass(all, classes, `the training part of ${dataset.name}`);

  const held = holdOut(all, ownTest === undefined ? spec.test : 0, total(all), classes, 'test', seed);
  const later = holdOut(held.rest, spec.validation, total(all), classes, 'validation', seed);
  const kept = keepFraction(later.rest, spec.fraction, classes, seed);
  const full = takeRows(train, merge(kept));

  const test = held.drawn === undefined ? ownTest : takeRows(train, merge(held.drawn));
  if (test === undefined) {
    throw retortError('KD_E_DATA_NO_TEST', {
      what: `the test part of ${dataset.name}`,
      expected: '`test` above 0, since the source brings none',
      received: '0',
    });
  }
  if (test.size === 0) throw retortError('KD_E_DATA_NO_TEST', { what: `the test part of ${dataset.name} has no sample of the classes kept` });

  return Object.freeze({
    shape: dataset.shape,
    classes,
    digest: dataset.digest,
    full,
    ...labelViews(full, spec.labels, classes, seed),
    ...(later.drawn === undefined ? {} : { validation: takeRows(train, merge(later.drawn)) }),
    test,
  });
}

const total = (strata: Strata): number => labelledCounts(strata).reduce((a, b) => a + b, 0);

/** Only labelled samples are held out: there is nothing to measure on the others. */
function holdOut(strata: Strata, size: number, whole: number, classes: readonly string[], what: 'test' | 'validation', seed: number) {
  const count = splitSize(size, whole, `\`${what}\` of the data`);
  if (count === 0) return { drawn: undefined, rest: strata };
  if (count > total(strata)) {
    throw retortError('KD_E_DATA_SPLIT', { what: `\`${what}\` of the data`, expected: `at most the ${total(strata)} samples left`, received: `${count}` });
  }
  const { drawn, rest } = draw(strata, proportional(labelledCounts(strata), count), randomStream(seed, `data/${what}`));
  requireEveryClass(drawn, classes, `the ${what} part`);
  requireEveryClass(rest, classes, `the training part, after \`${what}\`,`);
  return { drawn, rest };
}

function keepFraction(strata: Strata, fraction: number, classes: readonly string[], seed: number): Strata {
  if (!(fraction > 0 && fraction <= 1)) {
    throw retortError('KD_E_DATA_SPLIT', { what: '`fraction` of the data', expected: 'a number above 0, at most 1', received: `${fraction}` });
  }
  if (fraction === 1) return strata;
  const counts = strata.map((rows) => rows.length);
  const count = Math.round(fraction * counts.reduce((a, b) => a + b, 0));
  const { drawn } = draw(strata, proportional(counts, count), randomStream(seed, 'data/fraction'));
  requireEveryClass(drawn, classes, 'the training part, after `fraction`,');
  return drawn;
}

function labelViews(full: Samples, labels: number | 'all', classes: readonly string[], seed: number): Pick<DataParts, 'labelled' | 'transfer'> {
  const strata = strataOf(full.labels, classes.length);
  const known = total(strata);
  const count = labels === 'all' ? known : splitSize(labels, known, '`labels` of the data');
  if (count === full.size) return { labelled: full, transfer: full };
  const { drawn } = draw(strata, even(labelledCounts(strata), count), randomStream(seed, 'data/labels'));
  if (count > 0) requireEveryClass(drawn, classes, 'the labelled part');
  const rows = merge(drawn);
  const masked = new Int32Array(full.size).fill(-1);
  for (const row of rows) masked[row] = full.labels[row]!;
  return { labelled: takeRows(full, rows), transfer: Object.freeze({ ...full, labels: masked }) };
}
