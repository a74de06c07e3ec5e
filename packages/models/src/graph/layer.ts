// The TensorFlow.js layer types under the names this package uses, and the one way to a layer's own variables.
import type { Variable } from '@retort/kernel';
import type { LayersModel, LayerVariable, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = layers.Layer;
/** A model used as a layer of another model. */
export type NestedModel = Layer & LayersModel;
export type { LayersModel, LayerVariable, SymbolicTensor };

export function isNestedModel(layer: Layer): layer is NestedModel {
  return 'layers' in layer && 'outputs' in layer && 'inputs' in layer;
}

/** The tf.Variable inside: `read()` returns it itself, never a copy, though it is declared as a tensor. */
export function variableOf(weight: LayerVariable): Variable {
  return weight.read() as Variable;
}

/** `kernel` of `dense_1/kernel`: the part of a weight's name that its layer's class gives. */
export function weightName(weight: LayerVariable): string {
  return weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
}
