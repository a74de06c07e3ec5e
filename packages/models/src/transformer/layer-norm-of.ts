// What a layer norm of TensorFlow.js computes, over the tensor door's normalisation: TensorFlow.js itself repeats mean, variance,
// scale and offset to the size of what is normalised, forth and back.
import type { Tensor, Tensor1D } from '@retort/kernel';
import { normaliseLayer } from '@retort/tensor';
import { type Layer, weightName } from '../graph/layer.ts';

/** Undefined for other layers, and for what TensorFlow.js itself must do: other axes than the last, no scale or offset. */
export function layerNormOf(layer: Layer): ((x: Tensor) => Tensor) | undefined {
  if (layer.getClassName() !== 'LayerNormalization') return undefined;
  const { axis, epsilon } = layer.getConfig() as unknown as { readonly axis: readonly number[]; readonly epsilon: number };
  const [scale, offset] = ['gamma', 'beta'].map((name) => layer.weights.find((weight) => weightName(weight) === name));
  const last = layer.inboundNodes.every(({ inputShapes }) => axis.length === 1 && axis[0] === (inputShapes[0] as readonly unknown[]).length - 1);
  if (scale === undefined || offset === undefined || !last) return undefined;
  return (x) => normaliseLayer(x, scale.read() as Tensor1D, offset.read() as Tensor1D, epsilon);
}
