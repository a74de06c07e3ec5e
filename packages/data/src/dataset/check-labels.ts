// Labels as int32 class indices, every one in range; no class without a sample.
import { retortError } from '@retort/kernel';

/** Throws `KD_E_DATA_CLASSES` for an empty list, an empty name or a name given twice. */
export function checkClasses(classes: readonly string[], what: string): void {
  const twice = classes.find((name, index) => classes.indexOf(name) !== index);
  if (classes.length === 0 || twice !== undefined || classes.includes('')) {
    const received = twice === undefined ? `[${classes.map((name) => JSON.stringify(name)).join(', ')}]` : `${JSON.stringify(twice)} twice`;
    throw retortError('KD_E_DATA_CLASSES', { what: `the classes of ${what}`, received });
  }
}

/** Throws `KD_E_DATA_LABEL` naming sample and value. With `absent`, -1 stands for no label. */
export function checkLabels(values: ArrayLike<number>, classes: number, absent: boolean, what: string): Int32Array {
  const labels = new Int32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (!Number.isInteger(value) || value >= classes || value < (absent ? -1 : 0)) {
      const expected = `a whole number from 0 to ${classes - 1}${absent ? ', or -1 for none' : ''}`;
      throw retortError('KD_E_DATA_LABEL', { what: `the label of sample ${i} of ${what}`, expected, received: `${value}` });
    }
    labels[i] = value;
  }
  return labels;
}

/** Samples of each class; absent labels are not counted. */
export function countLabels(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) counts[label]! += 1;
  return counts;
}

/** Throws `KD_E_DATA_CLASS_EMPTY` naming the classes without a sample. */
export function checkEveryClass(labels: Int32Array, classes: readonly string[], what: string): void {
  const counts = countLabels(labels, classes.length);
  const empty = classes.filter((_, index) => counts[index] === 0);
  if (empty.length > 0) {
    throw retortError('KD_E_DATA_CLASS_EMPTY', {
      what: `the classes of ${what}`,
      expected: 'at least one sample of each',
      received: `none of ${empty.map((name) => JSON.stringify(name)).join(', ')}`,
    });
  }
}
