// Chosen columns of each row, with a gradient that takes memory for the matrix alone.
import type { Tensor1D, Tensor2D } from '@retort/kernel';
import { add, closedForm, expandDims, gather, mul, range, reshape, scalar, scatterND, shape } from '@retort/tensor';

/**
 * `y[b,k] = x[b, columns[b,k]]`. A column chosen twice takes both gradients.
 *
 * @param x - float32 `[B, N]`, `B N` below 2^31.
 * @param columns - int32 `[B, K]`.
 * @returns float32 `[B, K]`. The caller owns it.
 */
export function pick(x: Tensor2D, columns: Tensor2D): Tensor2D {
  const { B, N } = shape(x, 'B N', 'scores');
  const { K } = shape(columns, `${B} K`, 'chosen columns');
  return closedForm(x, (input) => {
    const places: Tensor1D = reshape(add(columns, mul(expandDims(range(0, B, 1, 'int32'), 1), scalar(N, 'int32'))), [B * K]);
    return {
      value: reshape(gather(reshape(input, [B * N]), places), [B, K]),
      saved: [places],
      gradient: (dy, at) => reshape(scatterND(expandDims(at, 1), reshape(dy, [B * K]), [B * N]), [B, N]),
    };
  }) as Tensor2D;
}
