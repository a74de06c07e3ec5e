// A second network of the same architecture, for baselines that start from fresh weights.
import { retortError } from '@retort/kernel';
import { buildFromConfig } from '../graph/build-from-config.ts';
import type { LayersModel } from '../graph/layer.ts';

/**
 * A new model with the same layers, options and layer names, and weights of its own that mean nothing yet: give them values
 * with `initialise`. The caller owns it.
 *
 * @throws KD_E_MODEL_TOPOLOGY where a custom layer is not registered with TensorFlow.js.
 */
export function cloneArchitecture(model: LayersModel): LayersModel {
  try {
    return buildFromConfig(model.getClassName(), JSON.parse(JSON.stringify(model.getConfig())));
  } catch (cause) {
    throw retortError('KD_E_MODEL_TOPOLOGY', {
      what: `copying the model "${model.name}"`,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
