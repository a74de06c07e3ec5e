// The tensor types every contract speaks of. Types only: the kernel computes nothing and loads no TensorFlow.js.
// biome-ignore lint/style/noRestrictedImports: types only, nothing is loaded
export type { DataType, Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** A shape without its batch axis: `[8, 8, 1]` for maps `[B, 8, 8, 1]`, `[10]` for logits `[B, 10]`. */
export type Shape = readonly number[];
