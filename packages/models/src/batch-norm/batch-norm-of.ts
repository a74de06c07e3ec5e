// What a batch norm of TensorFlow.js does while training, over the tensor door's normalisation: the same values and moving
// averages, fused where the engine can. Inference and frozen layers stay with TensorFlow.js.
import type { Tensor, Tensor1D } from '@retort/kernel';
import { mul, normaliseBatch, scope, sub } from '@retort/tensor';
import { type Layer, type LayerVariable, weightName } from '../graph/layer.ts';

/** The layer's training pass; undefined for other layers, and for what TensorFlow.js itself must do: another axis, no scale or offset. */
export function batchNormOf(layer: Layer): ((x: Tensor) => Tensor) | undefined {
  if (layer.getClassName() !== 'BatchNormalization') return undefined;
  const { axis, momentum, epsilon } = layer.getConfig() as { readonly axis: number; readonly momentum: number; readonly epsilon: number };
  const [scale, offset] = [weight(layer, 'gamma'), weight(layer, 'beta')];
  const [mean, variance] = [weight(layer, 'moving_mean'), weight(layer, 'moving_variance')];
  const rank = mean === undefined ? 0 : (layer.inputSpec[0]?.ndim ?? 0);
  if (rank < 2 || rank > 4 || (axis !== -1 && axis !== rank - 1)) return undefined;
  if (scale === undefined || offset === undefined || mean === undefined || variance === undefined) return undefined;
  return (x) =>
    scope(() => {
      const batch = normaliseBatch(x, scale.read() as Tensor1D, offset.read() as Tensor1D, epsilon);
      follow(mean, batch.mean, momentum);
      follow(variance, batch.variance, momentum);
      return batch.normalised;
    });
}

/** m - (m - value) (1 - momentum), in the order of operations of TensorFlow.js. */
function follow(moving: LayerVariable, value: Tensor, momentum: number): void {
  const before = moving.read();
  moving.write(sub(before, mul(sub(before, value), 1 - momentum)));
}

function weight(layer: Layer, name: string): LayerVariable | undefined {
  return layer.weights.find((each) => weightName(each) === name);
}
