// Gives every weight of a network a new initial value by its layer's own initializer, from a counter stream: the same stream
// gives the same network in every process and on every engine.
import { type RandomStream, retortError } from '@retort/kernel';
import { tensor } from '@retort/tensor';
import type { Layer, LayersModel } from '../graph/layer.ts';
import { weightName } from '../graph/layer.ts';
import { layerTree, type TreeWeight, treeWeights } from '../graph/layer-tree.ts';
import { type InitializerConfig, initialValues } from './initial-values.ts';

/**
 * (Re)initialises all weights, moving statistics and frozen ones included. Each is drawn from the child stream of its stable
 * name (`stage1-conv/kernel`), so a layer added elsewhere changes no other weight. A seed written in an initializer is ignored.
 *
 * @throws KD_E_MODEL_INITIALISER before any weight changes, naming the weight.
 */
export function initialise(model: LayersModel, stream: RandomStream): void {
  initialiseWeights(treeWeights(layerTree(model)), stream);
}

/** The same for some weights of a network. */
export function initialiseWeights(weights: readonly TreeWeight[], stream: RandomStream): void {
  const values = weights.map((each) => initialValuesOf(each, stream));
  weights.forEach(({ weight }, index) => {
    const value = tensor(values[index] as Float32Array, weight.shape as number[], 'float32');
    weight.write(value);
    value.dispose();
  });
}

function initialValuesOf({ name, weight, layer }: TreeWeight, stream: RandomStream): Float32Array {
  const own = weightName(weight);
  const options = optionsOf(layer);
  const draws = stream.child(name).at(0);
  const values = initialValues(initializerOf(options, own, name), weight.shape as number[], draws, name);
  // An LSTM's bias is [input, forget, cell, output]; its forget quarter starts at one. Jozefowicz et al., ICML 2015.
  if (own === 'bias' && options.unitForgetBias === true) values.fill(1, values.length / 4, values.length / 2);
  return values;
}

/** A wrapper's weights are those of the layer inside. */
function optionsOf(layer: Layer): Readonly<Record<string, unknown>> {
  let options: Record<string, unknown> = layer.getConfig();
  for (let inner = options.layer; isSerialized(inner); inner = options.layer) options = inner.config;
  return options;
}

/** `kernel` is drawn by `kernelInitializer`, `recurrent_kernel` by `recurrentInitializer`, `moving_mean` by `movingMeanInitializer`. */
function initializerOf(options: Readonly<Record<string, unknown>>, own: string, where: string): InitializerConfig {
  const stem = own === 'kernel' ? own : own.replace(/_kernel$/, '');
  const key = `${stem.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}Initializer`;
  const found = options[key] ?? options[key.replace('embeddingInitializer', 'embeddingsInitializer')];
  if (isSerialized(found)) return found;
  throw retortError('KD_E_MODEL_INITIALISER', { what: where, expected: `a layer with the option ${key}`, received: 'a layer without' });
}

function isSerialized(value: unknown): value is { readonly className: string; readonly config: Record<string, unknown> } {
  return typeof value === 'object' && value !== null && 'className' in value && typeof value.className === 'string' && 'config' in value;
}
