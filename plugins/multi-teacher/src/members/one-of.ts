// Choices as weights.
import type { Tensor, Tensor2D } from '@retort/kernel';
import { cast, equal, expandDims, range } from '@retort/tensor';

/** A row for each index in `[N]`: 1 at the index, else 0; float32 `[N, count]`. Unlike oneHot(), for a single member too. */
export function oneOf(indices: Tensor, count: number): Tensor2D {
  return cast(equal(expandDims(indices, 1), range(0, count, 1, indices.dtype as 'int32')), 'float32') as Tensor2D;
}
