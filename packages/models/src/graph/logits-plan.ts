// Finds where a classifier's logits are. A softmax at the end is taken off by reading what goes into it, never by taking the
// logarithm of what comes out: that would lose every class whose probability rounds to 0.
import { retortError } from '@retort/kernel';
import { isNestedModel, type Layer, type LayersModel, type SymbolicTensor } from './layer.ts';

export interface LogitsPlan {
  /** The point to read. */
  readonly read: SymbolicTensor;
  /** Where the softmax is the activation of a dense layer: `read` is its input and its linear part is computed apart. */
  readonly dense: Layer | undefined;
  readonly classes: number;
}

/** Both normalise over classes; what goes in is a logit. */
const NORMALISING = new Set(['softmax', 'logSoftmax']);
/** One probability per class, independent of the others: no logits of a single-label classifier. */
const INDEPENDENT = new Set(['sigmoid', 'hardSigmoid']);
/** Layers after a softmax that only change the shape. */
const RESHAPING = new Set(['Flatten', 'Reshape']);

/** Which of a network's outputs is the classifier's: its only one, or the first of several. */
export type ClassifierOutput = 'only' | 'first';

/** @throws KD_E_MODEL_OUTPUT */
export function logitsPlan(model: LayersModel, which: ClassifierOutput = 'only'): LogitsPlan {
  const output = classifierOutput(model, which);
  const classes = output.shape[1] as number;
  let point = output;
  while (RESHAPING.has(point.sourceLayer.getClassName()) || activationOf(point.sourceLayer, 'Activation') === 'linear') {
    const before = point.inputs[0] as SymbolicTensor;
    // Only what has one row of classes per sample may be reshaped without mixing.
    if (before.shape[before.shape.length - 1] !== classes || before.shape.slice(1, -1).some((size) => size !== 1)) break;
    point = before;
  }
  const layer = point.sourceLayer;
  const input = point.inputs[0];
  const activation = activationOf(layer);
  if (activation !== undefined && INDEPENDENT.has(activation))
    refuse(model, `its layer "${layer.name}" ends in ${activation}: one probability per class, not logits`);
  if (isNestedModel(layer) && endsInSoftmax(layer)) {
    refuse(
      model,
      `its softmax is inside the model "${layer.name}" used as a layer`,
      'Add the layers of that model to the outer one, or end it before the softmax.',
    );
  }
  if (input === undefined || !isSoftmax(layer)) return { read: output, dense: undefined, classes };
  const name = layer.getClassName();
  if (name === 'Dense') return { read: input, dense: layer, classes };
  if (name === 'Activation' || name === 'Softmax') return { read: input, dense: undefined, classes };
  return refuse(
    model,
    `its softmax is the activation of the ${name} layer "${layer.name}"`,
    'Give that layer a linear activation and add a softmax layer after it.',
  );
}

function classifierOutput(model: LayersModel, which: ClassifierOutput): SymbolicTensor {
  const output = model.outputs[0];
  if ((which === 'only' && model.outputs.length !== 1) || output === undefined) return refuse(model, `it has ${model.outputs.length} outputs`);
  const classes = output.shape[1];
  if (output.shape.length !== 2 || typeof classes !== 'number' || classes < 2)
    return refuse(model, `its output is [${output.shape.map((size) => size ?? 'B')}]`);
  return output;
}

function isSoftmax(layer: Layer): boolean {
  if (layer.getClassName() === 'Softmax') return true;
  const activation = activationOf(layer);
  return activation !== undefined && NORMALISING.has(activation);
}

function endsInSoftmax(model: LayersModel): boolean {
  const layer = model.outputs[0]?.sourceLayer;
  return layer !== undefined && (isNestedModel(layer) ? endsInSoftmax(layer) : isSoftmax(layer));
}

function activationOf(layer: Layer, className?: string): string | undefined {
  if (isNestedModel(layer) || (className !== undefined && layer.getClassName() !== className)) return undefined;
  const { activation } = layer.getConfig();
  return typeof activation === 'string' ? activation : undefined;
}

function refuse(model: LayersModel, received: string, action?: string): never {
  throw retortError('KD_E_MODEL_OUTPUT', {
    what: `the model "${model.name}" is not a classifier`,
    expected: 'one output [B, C] of at least 2 classes',
    received,
    ...(action === undefined ? {} : { action }),
  });
}
