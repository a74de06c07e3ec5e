// Selective transfer: what the teacher gets right is learnt from, and of what it gets wrong the part that it is least wrong about.
import type { Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import {
  add,
  cast,
  detach,
  div,
  equal,
  expandDims,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  max,
  mul,
  range,
  reshape,
  sub,
  sum,
} from '@retort/tensor';
import { indicator } from './indicator.ts';

/** Room for the rounding of `keep` times a count. */
const ROUNDING = 1e-4;

/**
 * Which rows are kept. A row's error is its rank: how many columns the teacher puts above the right one. All rows of rank 0 are kept, and
 * `floor(keep w)` of the `w` others, the least ranks first; of equal ranks those first whose right column is the least below the highest.
 * A row whose right column is not known is kept.
 *
 * @param given - float32 `[N, C]`, the teacher's scores, taken as constants: a mapping that attends makes them of the student too.
 * @param right - int32 `[N]`, the right column of each row, -1 where it is not known.
 * @returns float32 `[N]`, 1 where kept, else 0. It and what is made on the way belong to the surrounding scope.
 */
export function leastWrong(given: Tensor2D, right: Tensor1D, keep: number): Tensor1D {
  const scores = detach(given);
  const [rows, columns] = scores.shape;
  const own = sum(mul(scores, indicator(right, columns)), 1, true);
  const rank = sum(asNumber(greater(scores, own)), 1, true);
  const below = sub(max(scores, 1, true), own);
  const error = add(rank, div(below, add(below, 1)));
  const wrong: Tensor1D = asNumber(logicalAnd(greater(reshape(rank, [rows]), 0), greaterEqual(right, 0)));

  // Row n against every row m: which of the wrong ones come before it.
  const [others, place] = [reshape(error, [1, rows]), range(0, rows)];
  const earlier = logicalOr(less(others, error), logicalAnd(equal(others, error), less(expandDims(place, 0), expandDims(place, 1))));
  const before: Tensor1D = sum(mul(asNumber(earlier), expandDims(wrong, 0)), 1);
  const fits: Tensor1D = asNumber(lessEqual(add(before, 1), add(mul(sum(wrong), keep), ROUNDING)));
  return sub(1, mul(wrong, sub(1, fits)));
}

function asNumber<T extends Tensor>(condition: T): T {
  return cast(condition, 'float32');
}
