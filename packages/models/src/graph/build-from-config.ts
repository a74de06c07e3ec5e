// Builds a network from its configuration, at once and without drawing initial values: TensorFlow.js' own are not wanted, and its
// orthogonal initializer, the default of recurrent layers, fails in Node.
import '@retort/tensor';
import { engine, serialization } from '@tensorflow/tfjs-core';
import type { LayersModel } from './layer.ts';

/** How the classes of tfjs-layers are made: `fast` puts zeros in place of initial values. */
type FromConfig = (cls: unknown, config: unknown, customObjects: object, fast: boolean) => LayersModel;

/**
 * @param className - a registered model class.
 * @param config - in TensorFlow.js' own spelling (`className`, `inboundNodes`). It is used up: give a copy.
 * @throws what TensorFlow.js throws; every variable made until then is freed.
 */
export function buildFromConfig(className: string, config: unknown): LayersModel {
  const [cls, fromConfig] = serialization.SerializationMap.getMap().classNameMap[className] as readonly [unknown, unknown];
  const before = new Set(Object.keys(engine().registeredVariables));
  try {
    return (fromConfig as FromConfig)(cls, config, {}, true);
  } catch (error) {
    for (const [name, variable] of Object.entries(engine().registeredVariables)) if (!before.has(name)) variable.dispose();
    throw error;
  }
}
