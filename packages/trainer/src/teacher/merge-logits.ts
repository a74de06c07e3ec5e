// Several answers as one: in the space of logits, or in that of softened probabilities. Weights are made to sum to 1 here, over
// the members that know a class.
import type { Tensor, Tensor2D } from '@retort/kernel';
import { add, addN, cast, concat, div, exp, expandDims, lessEqual, log, logSoftmax, maximum, mul, ones, reshape, split, squeeze } from '@retort/tensor';

export interface MergeWay {
  readonly space: 'logit' | 'probability';
  /** Of the space `probability`. */
  readonly temperature: number;
  /** float32 `[1, C]` for each member, 1 where it knows the class; absent where all know all. */
  readonly masks?: readonly Tensor2D[];
}

/** Where a class has no probability at all: its logarithm is this. */
const LEAST = 1e-30;
/** The logit of a class that nobody knows who is heard. */
const UNKNOWN = -1e9;

/**
 * `logit`: `sum_k w_k z_k / sum_k w_k`. `probability`: `T log(sum_k w_k softmax(z_k / T) / sum_k w_k)`. One member's logits are
 * returned as they are. A class of which all that know it have weight 0 is out of the question.
 *
 * @param members - `[B, C]` each.
 * @param weights - `[K]` or `[B, K]`, not negative.
 * @returns float32 `[B, C]`, owned by the surrounding scope.
 */
export function mergeLogits(members: readonly Tensor2D[], weights: Tensor, { space, temperature, masks }: MergeWay): Tensor2D {
  if (members.length === 1) return members[0]!;
  const shares = columns(weights).map((weight, k) => (masks === undefined ? weight : mul(weight, masks[k]!)));
  const total = addN(shares);
  const whole = maximum(total, LEAST);
  const said = space === 'logit' ? members : members.map((logits) => exp(logSoftmax(div(logits, temperature))));
  const mean = div(addN(said.map((each, k) => mul(each, shares[k]!))), whole);
  if (space === 'probability') return mul(log(maximum(mean, LEAST)), temperature);
  return masks === undefined ? (mean as Tensor2D) : add(mean, mul(cast(lessEqual(total, LEAST), 'float32'), UNKNOWN));
}

/** Each member's weights as a column `[B, 1]`, or as `[1, 1]` where they do not differ by sample. */
export function columns(weights: Tensor): readonly Tensor2D[] {
  const table = (weights.rank === 1 ? expandDims(weights, 0) : weights) as Tensor2D;
  return split(table, table.shape[1]!, 1) as Tensor2D[];
}

/** Columns as weights again: `[K]` where none differs by sample, else `[B, K]`. */
export function fromColumns(all: readonly Tensor2D[]): Tensor {
  const rows = Math.max(...all.map(({ shape }) => shape[0]));
  const whole = ones([rows, 1]);
  const table = concat(
    all.map((column) => mul<Tensor2D>(column, whole)),
    1,
  );
  return rows === 1 ? reshape(table, [all.length]) : table;
}

/** One member's weights: `[B]`, or a scalar where they do not differ by sample. */
export function weightsOf(weights: Tensor, member: number): Tensor {
  const column = columns(weights)[member]!;
  return weights.rank === 1 ? reshape(column, []) : squeeze(column, [1]);
}
