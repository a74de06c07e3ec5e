// Errors of engines, scopes, shapes, randomness and numerics.
import type { ErrorTable } from '../entry.ts';

export const tensorErrors = {
  KD_E_TENSOR_GRADIENTS: { means: 'TensorFlow.js was loaded without its gradients.', cure: 'Run `npm ls @tensorflow/tfjs-core` and keep one copy.' },
  KD_E_TENSOR_SCOPE_ASYNC: {
    means: 'A scope or a differentiated function returned a promise; its tensors would be freed before it settles.',
    cure: 'Await outside, and do only synchronous work inside.',
  },
  KD_E_TENSOR_SHAPE: { means: 'A tensor has not the shape that is needed.', cure: 'Reshape it, or give the tensor that was meant.' },
  KD_E_TENSOR_SHAPE_SPEC: {
    means: 'A shape specification cannot be read.',
    cure: 'Write names and numbers separated by spaces, such as `B H W 3`; `...` may come last.',
  },
  KD_E_TENSOR_DTYPE: { means: 'A tensor has not the data type that is needed.', cure: 'Cast it, or give the tensor that was meant.' },
  KD_E_TENSOR_NOT_SCALAR: { means: 'The differentiated function did not return a scalar.', cure: 'Reduce the loss with mean() or sum() over every axis.' },
  KD_E_TENSOR_UNCONNECTED: {
    means: 'The loss depends on none of the variables.',
    cure: 'Compute the loss from these variables inside the function, without detach() or values read back on the way.',
  },
  KD_E_TENSOR_VALUE: { means: 'A number is outside its range.', cure: 'Give a number inside the range.' },
  KD_E_RANDOM_SEED: { means: 'A seed, step or index of a random stream cannot be used.', cure: 'Give a whole number inside the range.' },
  KD_E_ENGINE_MISSING: { means: 'The chosen engine is not available here.', cure: 'Install what it needs, or choose another engine or `auto`.' },
  KD_E_ENGINE_NONE: {
    means: 'No engine is registered, or none of them is available.',
    cure: 'Register a plugin that brings an engine; tensorPlugin() brings `cpu`.',
  },
  KD_E_ENGINE_START: {
    means: 'An engine said that it is available, and failed to start.',
    cure: 'See the cause; repair the installation or choose another engine.',
  },
  KD_E_ENGINE_DEVICE: { means: 'An engine did not get the device that was asked for.', cure: 'Repair the driver or its libraries, or ask for another device.' },
  KD_E_ENGINE_NOT_CURRENT: {
    means: 'An engine started, but TensorFlow.js does not compute on it.',
    cure: 'Run `npm ls @tensorflow/tfjs-core` and keep one copy; an engine must make its backend current.',
  },
} as const satisfies ErrorTable;
