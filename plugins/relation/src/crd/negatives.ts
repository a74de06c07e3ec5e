// The negatives of a batch: all that a small bank holds, or K drawn from a large one.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, cast, greaterEqual, minimum, mul, tensor2d, uniform } from '@retort/tensor';
import type { BankPlace } from './bank-index.ts';

/**
 * Every row of the bank with its weight, `[B, N]`: the share of K draws that would fall on it, K/M for the M rows that are
 * negatives of a sample and 0 for the others. What K draws give on average, without their noise.
 */
export function weightOfRows(places: readonly BankPlace[], rows: number, negatives: number): Tensor2D {
  const weights = new Float32Array(places.length * rows);
  places.forEach(({ excluded: { start, count } }, sample) => {
    const own = weights.subarray(sample * rows, (sample + 1) * rows).fill(negatives / (rows - count));
    own.fill(0, start, start + count);
  });
  return tensor2d(weights, [places.length, rows]);
}

/**
 * K rows for each sample, int32 `[B, K]`, uniform over those that are negatives of it, with replacement: a function of the
 * seed and index alone.
 */
export function drawNegatives(places: readonly BankPlace[], rows: number, negatives: number, seed: Tensor1D, index: number): Tensor2D {
  const drawn = drawBelow(
    uniform([places.length, negatives], seed, index) as Tensor2D,
    places.map(({ excluded }) => rows - excluded.count),
  );
  // Past the excluded rows.
  const jump = mul(
    cast(greaterEqual(drawn, column(places.map(({ excluded }) => excluded.start))), 'int32'),
    column(places.map(({ excluded }) => excluded.count)),
  );
  return add(drawn, jump);
}

/** One row of its own class for each sample, int32 `[B, 1]`. */
export function drawPositives(places: readonly BankPlace[], seed: Tensor1D, index: number): Tensor2D {
  const drawn = drawBelow(
    uniform([places.length, 1], seed, index) as Tensor2D,
    places.map(({ positives }) => positives.count),
  );
  return add(drawn, column(places.map(({ positives }) => positives.start)));
}

/** Uniforms `[B, K]` to whole numbers below a bound for each row. The product may round up to the bound. */
function drawBelow(uniforms: Tensor2D, bounds: readonly number[]): Tensor2D {
  const products = mul(uniforms, cast(column(bounds), 'float32'));
  return minimum(cast(products, 'int32'), column(bounds.map((bound) => bound - 1)));
}

function column(values: readonly number[]): Tensor2D {
  return tensor2d([...values], [values.length, 1], 'int32');
}
