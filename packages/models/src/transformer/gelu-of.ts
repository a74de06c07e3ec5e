// What an activation layer with GELU computes, over the tensor door's closed form.
import type { Tensor } from '@retort/kernel';
import { gelu } from '@retort/tensor';
import type { Layer } from '../graph/layer.ts';

/** Undefined for other layers, and for the form of GELU with tanh (`gelu_new`). */
export function geluOf(layer: Layer): ((x: Tensor) => Tensor) | undefined {
  return layer.getClassName() === 'Activation' && layer.getConfig().activation === 'gelu' ? gelu : undefined;
}
