// Kernels that an engine may bring and that TensorFlow.js has not: several operations in one. They stand in the registry of
// TensorFlow.js while a session of such an engine lives; numerics here run them where they are, and the composed form elsewhere.
import type { NamedTensors, Tensor } from '@retort/kernel';
import { engine, getKernel } from '../tf.ts';

/**
 * By what they compute, the registered names. All tensors are float32.
 *
 * - `batchNorm`: `x [N, H, W, C]`, `scale [C]`, `offset [C]`, attribute `epsilon`. Gives the normalised `[N, H, W, C]`, the batch's
 *   mean `[C]` and its variance `[C]` (divided by n), then what its registered gradient needs. Differentiable in all three.
 * - `crossEntropy`: `logits [B, C]`, `targets [B, C]`. Gives `-sum_c y_c log p_c` `[B]` and `p - y` `[B, C]`, with `p = softmax(z)`.
 *   No gradient of its own.
 * - `logSoftmax`: `logits [B, C]`. Gives `log softmax(z)` `[B, C]`. No gradient of its own.
 */
export const FUSED_KERNELS = { batchNorm: 'RetortBatchNorm', crossEntropy: 'RetortSoftmaxCrossEntropy', logSoftmax: 'RetortLogSoftmax' } as const;

export type FusedKernel = keyof typeof FUSED_KERNELS;

/** The kernel's results on the current engine; undefined where that engine does not bring it. They belong to the surrounding scope. */
export function runFused(kernel: FusedKernel, inputs: NamedTensors, attributes: Readonly<Record<string, number>> = {}): readonly Tensor[] | undefined {
  const tf = engine();
  if (!getKernel(FUSED_KERNELS[kernel], tf.backendName)) return undefined;
  const results: Tensor | Tensor[] = tf.runKernel(FUSED_KERNELS[kernel], { ...inputs }, { ...attributes });
  return Array.isArray(results) ? results : [results];
}
