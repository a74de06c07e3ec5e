// The largest logits of a row, and one number for all the others. For heads of thousands of classes.
import { viewOf } from './plain-code.ts';
import type { RowCode } from './row-code.ts';

/**
 * Of logits `z` of `C` classes, `K` is the set of the `k` largest (of equal ones the first). They come back as they are; every other class
 * comes back as `r = log sum_{j not in K} exp(z_j) - log(C - k)`, so that the others share evenly what probability they had together.
 *
 * At temperature 1 the probabilities of `K`, and that of the others together, are exact, as `sum_j exp(z_j)` is kept. At any other temperature
 * they are approximate: above 1 the others together never get less than they had, `(C - k) exp(r / T) >= sum_{j not in K} exp(z_j / T)`.
 *
 * @param values - of the `k` that are kept.
 */
export function topCode(width: number, values: RowCode): RowCode {
  const kept = values.width;
  const restAt = 4 * kept;
  const valuesAt = restAt + 4;
  return {
    width,
    bytes: valuesAt + values.bytes,
    encode(row, into) {
      const view = viewOf(into);
      const { largest, others } = split(row, kept);
      for (const [at, index] of largest.entries()) view.setUint32(4 * at, index, true);
      view.setFloat32(restAt, logSumExp(row, others) - Math.log(width - kept), true);
      values.encode(
        Float32Array.from(largest, (index) => row[index]!),
        into.subarray(valuesAt),
      );
    },
    decode(bytes, into) {
      const view = viewOf(bytes);
      const own = new Float32Array(kept);
      values.decode(bytes.subarray(valuesAt), own);
      into.fill(view.getFloat32(restAt, true), 0, width);
      for (let at = 0; at < kept; at += 1) into[view.getUint32(4 * at, true)] = own[at]!;
    },
  };
}

function split(row: Float32Array, kept: number): { readonly largest: readonly number[]; readonly others: readonly number[] } {
  const order = Array.from(row, (_, index) => index).sort((a, b) => row[b]! - row[a]! || a - b);
  return { largest: order.slice(0, kept).sort((a, b) => a - b), others: order.slice(kept) };
}

/** In double precision, from the largest of them down. */
function logSumExp(row: Float32Array, indices: readonly number[]): number {
  const most = row[indices[0]!]!;
  return most + Math.log(indices.reduce((sum, index) => sum + Math.exp(row[index]! - most), 0));
}
