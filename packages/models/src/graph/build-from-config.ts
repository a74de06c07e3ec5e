// Builds a network, or one layer, from its configuration, at once and without drawing initial values: TensorFlow.js' own are not
// wanted, and its orthogonal initializer, the default of recurrent layers, fails in Node.
import '@retort/tensor';
import '../transformer/position-layer.ts';
import '../transformer/self-attention-layer.ts';
import { engine, serialization } from '@tensorflow/tfjs-core';
import type { Layer, LayersModel } from './layer.ts';

/** How the classes of tfjs-layers are made: `fast` puts zeros in place of initial values. */
type FromConfig = (cls: unknown, config: unknown, customObjects: object, fast: boolean) => Layer;

/**
 * @param className - a registered class.
 * @param config - in TensorFlow.js' own spelling (`className`, `inboundNodes`). It is used up: give a copy.
 * @throws what TensorFlow.js throws; every variable made until then is freed.
 */
export function buildFromConfig<L extends Layer = LayersModel & Layer>(className: string, config: unknown): L {
  const [cls, fromConfig] = serialization.SerializationMap.getMap().classNameMap[className] as readonly [unknown, unknown];
  const before = new Set(Object.keys(engine().registeredVariables));
  try {
    return (fromConfig as FromConfig)(cls, config, {}, true) as L;
  } catch (error) {
    for (const [name, variable] of Object.entries(engine().registeredVariables)) if (!before.has(name)) variable.dispose();
    throw error;
  }
}
