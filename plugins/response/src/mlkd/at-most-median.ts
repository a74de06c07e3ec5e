// Which of some values lie at or below their median.
import type { Tensor1D } from '@retort/kernel';
import { cast, lessEqual, min, topk } from '@retort/tensor';

/**
 * 1 where a value is at or below the median of all, else 0. Of an even number the median lies between two of them, so what is kept is
 * what is at or below the lower one: the least of the upper half and one.
 *
 * @param values - float32 `[N]`, a constant.
 * @returns float32 `[N]`.
 */
export function atMostMedian(values: Tensor1D): Tensor1D {
  const upper = topk(values, Math.floor(values.size / 2) + 1).values;
  return cast(lessEqual(values, min(upper)), 'float32');
}
