// Two maps brought to one height and width, for knowledge that allows unequal sizes. Nothing is ever enlarged.
import type { Tensor, Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool } from '@retort/tensor';

/**
 * Pools each map, `[B, h, w, c]`, adaptively to the smaller height and the smaller width of the two. Channels are left as they
 * are. The results are tensors of their own.
 */
export function toCommonSize(a: Tensor, b: Tensor): readonly [Tensor4D, Tensor4D] {
  const size = [Math.min(a.shape[1]!, b.shape[1]!), Math.min(a.shape[2]!, b.shape[2]!)] as const;
  return [adaptiveAveragePool(a as Tensor4D, size), adaptiveAveragePool(b as Tensor4D, size)];
}
