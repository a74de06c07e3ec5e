// Refuses to train what would not be trained as it is written: penalties and constraints that only tf.LayersModel.fit applies,
// randomness that no seed reaches, state that outlives a batch. A teacher may have all of these.
import { retortError } from '@retort/kernel';
import { isNestedModel, type Layer } from '../graph/layer.ts';
import type { TreeLayer } from '../graph/layer-tree.ts';
import { isNoiseClass } from '../noise/noise-layers.ts';

/** @throws KD_E_MODEL_TRAIN naming the layer. Frozen layers may carry penalties: nothing of theirs moves. */
export function checkTrainable(model: string, tree: readonly TreeLayer[], penalties: 'refuse' | 'ignore'): void {
  for (const { path, layer, trainable } of tree) {
    const problem = randomness(layer) ?? state(layer) ?? batchNorm(layer, trainable) ?? (penalties === 'refuse' && trainable ? penalty(layer) : undefined);
    if (problem === undefined) continue;
    const [received, action] = problem;
    throw retortError('KD_E_MODEL_TRAIN', { what: `layer "${path}" of the model "${model}"`, received, ...(action === undefined ? {} : { action }) });
  }
}

type Problem = readonly [received: string, action?: string];

function penalty(layer: Layer): Problem | undefined {
  const action = "Use the optimizer's weight decay, or adopt the model with `penalties: 'ignore'`.";
  if (layer.losses.length > 0) return ['a regularizer, which is not part of the objective', action];
  if (layer.trainableWeights.some((weight) => weight.constraint !== null && weight.constraint !== undefined)) {
    return ['a constraint, which the optimizers do not apply', action];
  }
  return undefined;
}

function randomness(layer: Layer): Problem | undefined {
  if (isNoiseClass(layer.getClassName())) return undefined;
  const seedless = 'random numbers that no seed reaches';
  if (/^Random(Height|Width|Crop|Flip|Rotation|Zoom)$/.test(layer.getClassName())) return [seedless, 'Use an augmentation of the data instead.'];
  return drawsInside(layer.getConfig()) ? [seedless, 'Set its dropout to 0 and add a dropout layer after it.'] : undefined;
}

/** Looks through the options of a layer, those of wrapped layers and cells included. */
function drawsInside(options: unknown): boolean {
  if (Array.isArray(options)) return options.some(drawsInside);
  if (typeof options !== 'object' || options === null) return false;
  return Object.entries(options).some(([key, value]) => {
    if (key === 'dropout' || key === 'recurrentDropout') return typeof value === 'number' && value > 0;
    if (key === 'className') return typeof value === 'string' && isNoiseClass(value);
    return drawsInside(value);
  });
}

function state(layer: Layer): Problem | undefined {
  return !isNestedModel(layer) && layer.stateful ? ['a state that outlives the batch', 'Make the layer stateless.'] : undefined;
}

function batchNorm(layer: Layer, trainable: boolean): Problem | undefined {
  if (layer.getClassName() !== 'BatchNormalization' || !trainable) return undefined;
  const { center, scale } = layer.getConfig();
  if (center !== false && scale !== false) return undefined;
  return ['batch norm without scale or centre, which TensorFlow.js cannot train', 'Set `scale` and `center` to true, or freeze the layer.'];
}
