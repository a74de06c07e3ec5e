// Puts a layer behind a point of a network, without spending TensorFlow.js' own random initial values on it.
import type { Layer, SymbolicTensor } from '../graph/layer.ts';

/** Weights start as zeros; the finished network is initialised as a whole. */
export function connect(layer: Layer, input: SymbolicTensor | SymbolicTensor[], options?: Parameters<Layer['apply']>[1]): SymbolicTensor {
  layer.setFastWeightInitDuringBuild(true);
  return layer.apply(input, options) as SymbolicTensor;
}
