// A data set from arrays that are already in memory.
import type { Dataset, Shape } from '@retort/kernel';
import { buildDataset, type RawSamples } from './build-dataset.ts';

export interface MemoryDatasetOptions extends RawSamples {
  /** `memory` when absent. */
  readonly name?: string;
  /** Of one sample: `[784]`, or `[28, 28, 1]`. */
  readonly shape: Shape;
  /** Names, or how many there are: then their names are `0`, `1`, ... */
  readonly classes: readonly string[] | number;
  /** Where there is a test part of its own. */
  readonly test?: RawSamples;
  readonly attribution?: string;
}

/**
 * Checks the arrays as any source does. A training label of -1 says that the sample has none: it is in the views `full`
 * and `transfer`, never in `labelled`. A Float32Array of inputs is shared, not copied: do not change it afterwards.
 * Throws `KD_E_DATA_SHAPE`, `_COUNT`, `_SIZE`, `_NAN`, `_LABEL`, `_CLASSES`, `_CLASS_EMPTY`.
 */
export function memoryDataset(options: MemoryDatasetOptions): Promise<Dataset> {
  const { name = 'memory', shape, classes, inputs, labels, test, attribution } = options;
  return buildDataset({
    name,
    shape,
    classes: typeof classes === 'number' ? numbered(classes) : classes,
    train: { inputs, labels },
    test,
    attribution,
    absent: true,
  });
}

/** `0`, `1`, ... */
export function numbered(count: number): string[] {
  return Number.isInteger(count) && count > 0 ? Array.from({ length: count }, (_, index) => String(index)) : [];
}
