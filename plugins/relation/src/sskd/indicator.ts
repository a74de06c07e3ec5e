// A column of each row, marked.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { cast, equal, expandDims, range } from '@retort/tensor';

/** float32 `[N, C]`: 1 in the column that each row names, else 0; a row of zeros for -1. C may be 1, which oneHot() refuses. */
export function indicator(named: Tensor1D, columns: number): Tensor2D {
  return cast(equal(expandDims(named, 1), expandDims(range(0, columns, 1, 'int32'), 0)), 'float32');
}
