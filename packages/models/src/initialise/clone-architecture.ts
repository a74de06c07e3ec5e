// A second network of the same architecture, for baselines that start from fresh weights.
import '@retort/tensor';
import { retortError } from '@retort/kernel';
import { models } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '../graph/layer.ts';

/**
 * A new model with the same layers, options and layer names, and weights of its own that mean nothing yet: give them values
 * with `initialise`. The caller owns it.
 *
 * @throws KD_E_MODEL_TOPOLOGY where a custom layer is not registered with TensorFlow.js.
 */
export async function cloneArchitecture(model: LayersModel): Promise<LayersModel> {
  try {
    return await models.modelFromJSON(model.toJSON(undefined, false) as Parameters<typeof models.modelFromJSON>[0]);
  } catch (cause) {
    throw retortError('KD_E_MODEL_TOPOLOGY', {
      what: `copying the model "${model.name}"`,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
