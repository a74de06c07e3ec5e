// What a fused kernel is here: a name in the registry of TensorFlow.js, and a function over operations of the library.
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { NativeBackend } from './native-op.ts';

export interface FusedForm {
  readonly kernel: string;
  /** All inputs are float32. Leaves nothing but its results. */
  run(inputs: Readonly<Record<string, Tensor | undefined>>, attributes: NamedAttrMap, backend: NativeBackend): readonly Tensor[];
}
