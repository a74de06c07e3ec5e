// Reads several points of a network in one pass: a multi-output tf.model over the same layers, kept per set of points. A view
// holds no tensor and no weight of its own, so there is nothing to dispose.
import '@retort/tensor';
import type { Tensor } from '@retort/kernel';
import { model as tfModel } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '../graph/layer.ts';

/** Values of the points, in their order. Call it inside a scope: the pass leaves intermediates to it. */
export type ReadPoints = (inputs: Tensor, points: readonly SymbolicTensor[], training: boolean) => readonly Tensor[];

export function traceViews(model: LayersModel): ReadPoints {
  const input = model.inputs[0] as SymbolicTensor;
  const views = new Map<string, LayersModel>();
  return (inputs, points, training) => {
    const read = [...new Set(points)].filter((point) => point !== input);
    const values = new Map<SymbolicTensor, Tensor>([[input, inputs]]);
    if (read.length > 0) {
      const key = read.map((point) => point.id).join(',');
      const view = views.get(key) ?? tfModel({ inputs: input, outputs: read, name: `${model.name}-view` });
      views.set(key, view);
      const outputs = view.apply(inputs, { training });
      (Array.isArray(outputs) ? outputs : [outputs]).forEach((output, index) => {
        values.set(read[index] as SymbolicTensor, output as Tensor);
      });
    }
    return points.map((point) => values.get(point) as Tensor);
  };
}
