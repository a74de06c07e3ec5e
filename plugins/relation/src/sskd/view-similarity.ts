// Which first view each other view resembles: the pretext task of contrastive self-supervision.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { l2Normalise, matMul, slice, tensor1d } from '@retort/tensor';

/**
 * Cosines of every other view with every first view, of `V` views of `B` samples.
 *
 * @param rows - `[V B, d]`: all first views, then all second ones, and so on.
 * @returns `[(V - 1) B, B]`.
 */
export function viewSimilarity(rows: Tensor2D, views: number): Tensor2D {
  const [total, width] = rows.shape;
  const samples = total / views;
  const units = l2Normalise(rows, 1);
  return matMul(slice(units, [samples, 0], [total - samples, width]), slice(units, [0, 0], [samples, width]), false, true);
}

/** int32 `[(V - 1) B]`: the sample that each of the other views is of. */
export function samplesOfViews(samples: number, views: number): Tensor1D {
  return tensor1d(
    Int32Array.from({ length: (views - 1) * samples }, (_, row) => row % samples),
    'int32',
  );
}
