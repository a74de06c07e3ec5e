// A second network of the same architecture, for baselines that start from fresh weights.
import { retortError } from '@retort/kernel';
import { buildFromConfig } from '../graph/build-from-config.ts';
import { isNestedModel, type LayersModel } from '../graph/layer.ts';

/**
 * A new model with the same layers, options, layer names and frozen parts, and weights of its own that mean nothing yet: give
 * them values with `initialise`, or with `setWeights(model.getWeights())`. The caller owns it.
 *
 * @throws KD_E_MODEL_TOPOLOGY where a custom layer is not registered with TensorFlow.js.
 */
export function cloneArchitecture(model: LayersModel): LayersModel {
  try {
    const copy = buildFromConfig(model.getClassName(), JSON.parse(JSON.stringify(model.getConfig())));
    freezeAlike(model, copy);
    return copy;
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    throw retortError('KD_E_MODEL_TOPOLOGY', { what: `copying the model "${model.name}"`, received, cause });
  }
}

/** A configuration says of a layer whether it is trainable, but not of a model; and the order of a model's weights follows it. */
function freezeAlike(model: LayersModel, copy: LayersModel): void {
  if (!model.trainable) copy.trainable = false;
  for (const layer of model.layers) {
    const twin = copy.getLayer(layer.name);
    if (isNestedModel(layer) && isNestedModel(twin)) freezeAlike(layer, twin);
  }
}
