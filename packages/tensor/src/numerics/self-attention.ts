// Multi-head self-attention between the tokens of each sample, of queries, keys and values that are given. The projections around
// it are dense layers of whoever calls.
import { retortError, type Tensor } from '@retort/kernel';
import { scope } from '../scope.ts';
import { matMul, mul, reshape, softmax, split, transpose } from '../tf.ts';

/**
 * For each head, over `d = D / heads` of the channels: `softmax(q k^T / sqrt d) v`, the softmax over the tokens that are looked at.
 * Heads stand side by side in the result. No mask, no dropout. Differentiable. Vaswani et al., "Attention is all you need" (2017), 3.2.
 *
 * @param projected - float32 `[B, N, 3D]`: queries, keys and values in this order, each with its heads side by side.
 * @returns float32 `[B, N, D]`. The caller owns it.
 * @throws KD_E_TENSOR_SHAPE where `3D` is no multiple of three times the heads.
 */
export function selfAttention(projected: Tensor, heads: number): Tensor {
  const [batch, tokens, channels] = projected.shape as [number, number, number];
  const depth = channels / 3 / heads;
  if (projected.rank !== 3 || !Number.isInteger(depth)) {
    const expected = `[B, N, 3D] with ${heads} heads in D`;
    throw retortError('KD_E_TENSOR_SHAPE', { what: 'queries, keys and values', expected, received: `[${projected.shape.join(', ')}]` });
  }
  return scope(() => {
    // Heads first, so that no tensor has more than four axes: beyond, the wasm backend moves numbers one by one.
    const apart = transpose(reshape(projected, [batch, tokens, 3 * heads, depth]), [2, 0, 1, 3]);
    const [q, k, v] = split(reshape(apart, [3 * heads * batch, tokens, depth]), 3) as [Tensor, Tensor, Tensor];
    const weights = softmax(matMul(mul(q, depth ** -0.5), k, false, true));
    const context = reshape(matMul(weights, v), [heads, batch, tokens, depth]);
    return reshape(transpose(context, [1, 2, 0, 3]), [batch, tokens, heads * depth]);
  });
}
