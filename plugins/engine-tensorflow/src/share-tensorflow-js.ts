// Hands the TensorFlow.js that Retort computes with to a package that lies elsewhere. An installed engine has no copy of its own:
// its `@tensorflow/tfjs` is one line that reads this. So there is never a second copy, wherever the engine's folder is.
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

/** Key in the registry of symbols: `globalThis[Symbol.for(SHARED_KEY)]`. */
export const SHARED_KEY = '@retort/tensorflow.js';

/** Idempotent. Must run before the package is imported. */
export function shareTensorflowJs(): void {
  Object.defineProperty(globalThis, Symbol.for(SHARED_KEY), { value: { ...layers, ...core }, configurable: true, enumerable: false });
}
