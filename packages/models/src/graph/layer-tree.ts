// Every layer that holds weights or draws at random, models inside models opened, each with a stable path and with whether
// it may be trained. A layer that wraps another (TimeDistributed, Bidirectional) stays closed.
import { graphLayers } from './graph-points.ts';
import { isNestedModel, type Layer, type LayersModel, type LayerVariable, type SymbolicTensor, weightName } from './layer.ts';
import { stableNames } from './stable-names.ts';

export interface TreeLayer {
  /** `stage1-conv`, or `base/conv2d_3` inside a model used as a layer. */
  readonly path: string;
  readonly layer: Layer;
  /** Whether it and every model around it is trainable. */
  readonly trainable: boolean;
}

export interface TreeWeight {
  /** `stage1-conv/kernel`. */
  readonly name: string;
  readonly weight: LayerVariable;
  readonly layer: Layer;
  readonly trainable: boolean;
}

/** @param side - points beside the model's outputs whose layers belong to it. */
export function layerTree(model: LayersModel, side: readonly SymbolicTensor[] = []): readonly TreeLayer[] {
  return openModel(model, [...model.outputs, ...side], '', true);
}

function openModel(model: LayersModel, outputs: readonly SymbolicTensor[], prefix: string, trainable: boolean): readonly TreeLayer[] {
  const layers = graphLayers(outputs);
  const names = stableNames(layers);
  return layers.flatMap((layer) => {
    const path = `${prefix}${names.get(layer)}`;
    const inherited = trainable && model.trainable;
    return isNestedModel(layer) ? openModel(layer, layer.outputs, `${path}/`, inherited) : [{ path, layer, trainable: inherited && layer.trainable }];
  });
}

/** Every weight once, in the order of the network. Where a layer has two of one name, the second is `kernel_2`. */
export function treeWeights(tree: readonly TreeLayer[]): readonly TreeWeight[] {
  const seen = new Set<LayerVariable>();
  const weights: TreeWeight[] = [];
  for (const { path, layer, trainable } of tree) {
    const counts = new Map<string, number>();
    const moved = new Set(layer.trainableWeights);
    for (const weight of layer.weights) {
      if (seen.has(weight)) continue;
      seen.add(weight);
      const own = weightName(weight);
      const count = (counts.get(own) ?? 0) + 1;
      counts.set(own, count);
      weights.push({ name: `${path}/${count === 1 ? own : `${own}_${count}`}`, weight, layer, trainable: trainable && moved.has(weight) });
    }
  }
  return weights;
}
