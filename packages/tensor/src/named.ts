// Sets of named tensors and variables, all at once.
import type { NamedTensors, NamedVariables } from '@retort/kernel';
import { clone } from './tf.ts';

/** The values as they are now, each a tensor of its own over the same data; the caller's. */
export function copyAll(tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, clone(tensor)]));
}

/** Their owner is done with them. */
export function disposeAll(tensors: NamedTensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}

/** Each variable becomes the value of its name; `values` may have others, and stay the caller's. */
export function assignAll(variables: NamedVariables, values: NamedTensors): void {
  for (const [name, variable] of Object.entries(variables)) variable.assign(values[name]!);
}
