// Batch norm in training: normalisation by the statistics of the batch itself, through which the gradient flows.
import { retortError, type Tensor, type Tensor1D, type Tensor4D } from '@retort/kernel';
import { runFused } from '../fused/fused-kernel.ts';
import { shape } from '../shape.ts';
import { batchNorm, moments, reshape } from '../tf.ts';

export interface NormalisedBatch {
  /** Of the shape of `x`. */
  readonly normalised: Tensor;
  /** `[C]`, over all axes but the last. */
  readonly mean: Tensor1D;
  /** `[C]`, divided by the number of values, not by one less. */
  readonly variance: Tensor1D;
}

/**
 * `scale (x - mean) / sqrt(variance + epsilon) + offset`, each channel (last axis) by its own mean and variance over the batch.
 * Differentiable in `x`, `scale` and `offset`, first order; mean and variance are for moving averages and carry no gradient where
 * the engine fuses the whole. Ioffe and Szegedy, "Batch Normalization" (2015).
 *
 * @param x - float32 `[B, C]`, `[B, L, C]` or `[B, H, W, C]`.
 * @param scale - float32 `[C]`.
 * @param offset - float32 `[C]`.
 * @returns tensors of the surrounding scope, which must be there: intermediates are left to it.
 * @throws KD_E_TENSOR_SHAPE
 */
export function normaliseBatch(x: Tensor, scale: Tensor1D, offset: Tensor1D, epsilon: number): NormalisedBatch {
  const channels = x.shape.at(-1) as number;
  shape(scale, `${channels}`, 'scale');
  shape(offset, `${channels}`, 'offset');
  if (x.rank < 2 || x.rank > 4)
    throw retortError('KD_E_TENSOR_SHAPE', { what: 'a batch to normalise', expected: '2 to 4 axes', received: `[${x.shape.join(', ')}]` });
  const fused = runFused('batchNorm', { x: asMaps(x, channels), scale, offset }, { epsilon });
  if (fused !== undefined) {
    const [normalised, mean, variance] = fused as [Tensor, Tensor1D, Tensor1D];
    return { normalised: x.rank === 4 ? normalised : reshape(normalised, x.shape), mean, variance };
  }
  const { mean, variance } = moments(
    x,
    x.shape.slice(1).map((_, axis) => axis),
  );
  return {
    normalised: batchNorm(x as Tensor4D, mean as Tensor1D, variance as Tensor1D, offset, scale, epsilon),
    mean: mean as Tensor1D,
    variance: variance as Tensor1D,
  };
}

function asMaps(x: Tensor, channels: number): Tensor4D {
  if (x.rank === 4) return x as Tensor4D;
  return reshape(x, [x.shape[0] as number, x.rank === 3 ? (x.shape[1] as number) : 1, 1, channels]);
}
