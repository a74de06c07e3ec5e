// Average pooling to a given size, as PyTorch's adaptive_avg_pool2d defines it, for maps with channels last.
import { retortError, type Tensor4D } from '@retort/kernel';
import { scope } from '../scope.ts';
import { shape } from '../shape.ts';
import { avgPool, clone, matMul, mean, reshape, tensor3d } from '../tf.ts';

/**
 * Output cell `i` of an axis of length `H` pooled to `h` is the mean of the inputs from `floor(i H / h)` up to, not including,
 * `ceil((i + 1) H / h)`: windows may overlap, and `h` may exceed `H`. Differentiable.
 *
 * Sizes that divide evenly are a plain average pooling; others are two matrix products with small constant matrices.
 *
 * @param x - float32 `[B, H, W, C]`.
 * @param size - `[h, w]`, whole numbers of at least 1.
 * @returns float32 `[B, h, w, C]`. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE, KD_E_TENSOR_VALUE
 */
export function adaptiveAveragePool(x: Tensor4D, size: readonly [number, number]): Tensor4D {
  const { B, H, W, C } = shape(x, 'B H W C', 'map to pool');
  const [h, w] = size;
  if (![h, w].every((length) => Number.isSafeInteger(length) && length >= 1))
    throw retortError('KD_E_TENSOR_VALUE', { what: 'the size to pool to', expected: 'two whole numbers of at least 1', received: `[${size}]` });
  if (h === H && w === W) return clone(x);
  return scope(() => {
    if (h === 1 && w === 1) return reshape(mean(x, [1, 2]), [B, 1, 1, C]);
    if (H % h === 0 && W % w === 0) return avgPool(x, [H / h, W / w], [H / h, W / w], 'valid');
    const rows = h === H ? x : matMul(windows(H, h), reshape(x, [B, H, W * C]));
    return w === W ? reshape(rows, [B, h, w, C]) : reshape(matMul(windows(W, w), reshape(rows, [B * h, W, C])), [B, h, w, C]);
  }) as Tensor4D;
}

/** `[1, to, from]`: row `i` holds the weights of output cell `i`. */
function windows(from: number, to: number) {
  const weights = new Float32Array(to * from);
  for (let cell = 0; cell < to; cell++) {
    const start = Math.floor((cell * from) / to);
    const end = Math.ceil(((cell + 1) * from) / to);
    weights.fill(1 / (end - start), cell * from + start, cell * from + end);
  }
  return tensor3d(weights, [1, to, from]);
}
