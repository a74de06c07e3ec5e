// The rows of a table by class, and stratified draws from them. Rows without a label form a stratum of their own, the last.
import { type RandomStream, retortError } from '@retort/kernel';

/** `strata[c]`: the rows of class c, ascending; `strata[classes]`: the rows without a label. */
export type Strata = readonly Int32Array[];

export function strataOf(labels: Int32Array, classes: number): Strata {
  const rows: number[][] = Array.from({ length: classes + 1 }, () => []);
  labels.forEach((label, row) => {
    rows[label < 0 ? classes : label]!.push(row);
  });
  return rows.map((list) => Int32Array.from(list));
}

/** Sizes of the strata of the classes, without the last. */
export const labelledCounts = (strata: Strata): number[] => strata.slice(0, -1).map((rows) => rows.length);

/**
 * Draws `shares[c]` rows of each stratum. The draws of a stratum are those of step c of the stream, and a larger share contains
 * a smaller one.
 */
export function draw(strata: Strata, shares: readonly number[], stream: RandomStream): { readonly drawn: Strata; readonly rest: Strata } {
  const drawn: Int32Array[] = [];
  const rest: Int32Array[] = [];
  strata.forEach((rows, index) => {
    const order = stream.at(index).permutation(rows.length);
    const share = shares[index] ?? 0;
    drawn.push(Int32Array.from(order.subarray(0, share), (position) => rows[position]!).sort());
    rest.push(Int32Array.from(order.subarray(share), (position) => rows[position]!).sort());
  });
  return { drawn, rest };
}

/** All rows, ascending. */
export function merge(strata: Strata): Int32Array {
  const rows = new Int32Array(strata.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of strata) {
    rows.set(list, at);
    at += list.length;
  }
  return rows.sort();
}

/** Throws `KD_E_DATA_SPLIT` naming the classes of which a part has no row. */
export function requireEveryClass(strata: Strata, classes: readonly string[], what: string): void {
  const empty = classes.filter((_, index) => strata[index]!.length === 0);
  if (empty.length > 0) {
    throw retortError('KD_E_DATA_SPLIT', {
      what: `${what} is left without a class`,
      expected: 'at least one sample of each class',
      received: `none of ${empty.map((name) => JSON.stringify(name)).join(', ')}`,
    });
  }
}
