// Frees a whole network. TensorFlow.js counts the uses of a layer, not its owners, and so leaves the weights of a layer that is
// used twice.
import type { Variable } from '@retort/kernel';
import type { LayersModel } from './layer.ts';

/** @param variables - all of the model's. Nothing happens where they are disposed already. */
export function disposeModel(model: LayersModel, variables: readonly Variable[]): void {
  if (variables.every((variable) => variable.isDisposed)) return;
  model.dispose();
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}
