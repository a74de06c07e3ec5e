// Errors of engines, scopes and shapes.
import type { ErrorTable } from '../entry.ts';

export const tensorErrors = {
  KD_E_TENSOR_GRADIENTS: { means: 'TensorFlow.js was loaded without its gradients.', cure: 'Run `npm ls @tensorflow/tfjs-core` and keep one copy.' },
} as const satisfies ErrorTable;
