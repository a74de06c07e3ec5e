// Numbers to a data set: every source ends here, so every data set is checked alike.
import { type Dataset, retortError, type Samples, type Shape } from '@retort/kernel';
import { checkInputs, checkShape } from './check-inputs.ts';
import { checkClasses, checkEveryClass, checkLabels } from './check-labels.ts';
import { digestOf } from './digest.ts';

export interface RawSamples {
  /** Row-major, as many as `labels` times the product of the shape. A Float32Array is kept, not copied. */
  readonly inputs: ArrayLike<number>;
  /** Class indices. */
  readonly labels: ArrayLike<number>;
}

export interface RawDataset {
  readonly name: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly train: RawSamples;
  readonly test?: RawSamples | undefined;
  readonly attribution?: string | undefined;
  /** Training labels may be -1: absent. */
  readonly absent?: boolean;
}

/**
 * Checks and freezes. Ids are positions in the source: the training part from 0, then the test part.
 * Throws `KD_E_DATA_SHAPE`, `_COUNT`, `_SIZE`, `_NAN`, `_LABEL`, `_CLASSES`, `_CLASS_EMPTY`.
 */
export async function buildDataset(raw: RawDataset): Promise<Dataset> {
  const { name, shape, classes } = raw;
  const width = checkShape(shape, name);
  checkClasses(classes, name);
  const part = ({ inputs, labels }: RawSamples, what: string, absent: boolean, firstId: number): Samples => {
    const size = labels.length;
    if (size === 0) throw retortError('KD_E_DATA_COUNT', { what, expected: 'at least one sample', received: 'none' });
    return Object.freeze({
      size,
      inputs: checkInputs(inputs, size, width, what),
      labels: checkLabels(labels, classes.length, absent, what),
      ids: Int32Array.from({ length: size }, (_, index) => firstId + index),
    });
  };
  const train = part(raw.train, name, raw.absent ?? false, 0);
  checkEveryClass(train.labels, classes, name);
  const test = raw.test === undefined ? undefined : part(raw.test, `the test part of ${name}`, false, train.size);
  return Object.freeze({
    name,
    shape: Object.freeze([...shape]),
    classes: Object.freeze([...classes]),
    train,
    ...(test === undefined ? {} : { test }),
    digest: await digestOf(shape, classes, test === undefined ? [train] : [train, test]),
    ...(raw.attribution === undefined ? {} : { attribution: raw.attribution }),
  });
}
