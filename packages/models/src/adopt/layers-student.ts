// A tf.LayersModel as a Student. It owns the model: disposing the student disposes the model's weights.
import {
  type ForwardOptions,
  type NamedVariables,
  retortError,
  type Shape,
  type Student,
  type TapName,
  type Tensor,
  type Trace,
  type Variable,
} from '@retort/kernel';
import { add, clone, matMul, reshape, scope } from '@retort/tensor';
import { disposeModel } from '../graph/dispose-model.ts';
import { type Layer, type LayersModel, type SymbolicTensor, variableOf, weightName } from '../graph/layer.ts';
import { layerTree, treeWeights } from '../graph/layer-tree.ts';
import { type ClassifierOutput, type LogitsPlan, logitsPlan } from '../graph/logits-plan.ts';
import { studentPass } from '../noise/student-pass.ts';
import { checkTrainable } from './check-trainable.ts';
import { inputShapeOf } from './input-shape.ts';
import { tapTable } from './tap-table.ts';
import { traceViews } from './trace-views.ts';

export const LAYERS_STUDENT: unique symbol = Symbol.for('@retort/layers-student') as never;

/** A student that is a tf.LayersModel. `model` may be read and saved by TensorFlow.js itself. */
export interface LayersStudent extends Student {
  readonly [LAYERS_STUDENT]: true;
  readonly name: string;
  readonly model: LayersModel;
  /** Of one sample. */
  readonly inputShape: Shape;
  /** The user's own names of taps, by layer. */
  readonly aliases: Readonly<Record<TapName, string>>;
  readonly layers: readonly TapName[];
  readonly penalties: 'refuse' | 'ignore';
  /** Points beside the model's outputs: taps, with weights of their own, that `model` and what is saved of it do not have. */
  readonly side: readonly SymbolicTensor[];
}

export type LayersStudentOptions = Pick<LayersStudent, 'name' | 'aliases' | 'penalties' | 'side'> & {
  readonly layers: readonly TapName[] | undefined;
  readonly output: ClassifierOutput;
};

export function isLayersStudent(student: object): student is LayersStudent {
  return LAYERS_STUDENT in student;
}

export function layersStudent(model: LayersModel, { name, aliases, layers, penalties, side, output }: LayersStudentOptions): LayersStudent {
  const inputShape = inputShapeOf(model, name);
  const plan = logitsPlan(model, output);
  const taps = tapTable(model, plan, aliases, layers, side);
  const tree = layerTree(model, side);
  const variables = treeWeights(tree).map(({ name: key, weight, trainable }) => ({ key, variable: variableOf(weight), trainable }));
  const frozen = new Set(
    tree.filter(({ layer, trainable }) => !(trainable && layer.trainableWeights.length > 0) && isBatchNorm(layer)).map(({ layer }) => layer),
  );
  const pass = studentPass([...new Set(tree.map(({ layer }) => layer))], frozen);
  const read = traceViews(model);
  let checked = false;
  let disposed = false;

  const beforeTraining = (seed: ForwardOptions['seed']): void => {
    if (!checked) checkTrainable(name, tree, penalties);
    checked = true;
    if (pass.random.length > 0 && seed === undefined) {
      const received = pass.random.map((layer) => `"${layer.name}"`).join(', ');
      throw retortError('KD_E_MODEL_SEED', {
        what: `training the model "${name}"`,
        expected: 'the int32 [2] seed of the step',
        received: `none for ${received}`,
      });
    }
  };
  const forward = (inputs: Tensor, { training, taps: asked, seed }: ForwardOptions): Trace => {
    if (disposed) throw retortError('KD_E_MODEL_DISPOSED', { what: `the model "${name}"` });
    checkInputs(inputs, inputShape, name);
    const points = asked.map((tap) => taps.point(tap));
    if (training) beforeTraining(seed);
    return scope(() => {
      const wanted = points.filter((point) => point !== undefined);
      const [source, ...values] = pass.run(seed, () => read(inputs, [plan.read, ...wanted], training));
      const logits = logitsFrom(source as Tensor, plan);
      const named: Record<TapName, Tensor> = Object.create(null);
      let next = 0;
      asked.forEach((tap, index) => {
        const value = points[index] === undefined ? logits : (values[next++] as Tensor);
        named[tap] = value === inputs ? clone(inputs) : value;
      });
      return { logits, taps: named };
    });
  };
  const dispose = (): void => {
    if (disposed) return;
    disposed = true;
    disposeModel(
      model,
      variables.map(({ variable }) => variable),
    );
  };
  return {
    [LAYERS_STUDENT]: true,
    name,
    model,
    inputShape,
    aliases: { ...aliases },
    penalties,
    side,
    taps: taps.names,
    layers: taps.layers,
    classes: plan.classes,
    shapeOf: taps.shapeOf,
    forward,
    trainables: () => byName(variables.filter(({ trainable }) => trainable)),
    statistics: () => byName(variables.filter(({ trainable }) => !trainable)),
    dispose,
  };
}

/** float32 `[B, C]`. A dense layer with softmax gives its linear part: x W + b, over the layer's own variables. */
function logitsFrom(source: Tensor, { dense, classes }: LogitsPlan): Trace['logits'] {
  if (dense === undefined) return source.rank === 2 ? (source as Trace['logits']) : reshape(source, [-1, classes]);
  const kernel = parameter(dense, 'kernel') as Tensor;
  const bias = parameter(dense, 'bias');
  const product = matMul(reshape(source, [-1, kernel.shape[0] as number]), kernel);
  return (bias === undefined ? product : add(product, bias)) as Trace['logits'];
}

function parameter(layer: Layer, name: string): Tensor | undefined {
  return layer.weights.find((weight) => weightName(weight) === name)?.read();
}

function byName(variables: readonly { readonly key: string; readonly variable: Variable }[]): NamedVariables {
  return Object.fromEntries(variables.map(({ key, variable }) => [key, variable]));
}

function isBatchNorm(layer: Layer): boolean {
  return layer.getClassName() === 'BatchNormalization';
}

function checkInputs(inputs: Tensor, expected: Shape, name: string): void {
  const { shape } = inputs;
  if (shape.length === expected.length + 1 && expected.every((size, axis) => shape[axis + 1] === size)) return;
  throw retortError('KD_E_MODEL_INPUT', {
    what: `a batch for the model "${name}"`,
    expected: `[B, ${expected.join(', ')}]`,
    received: `[${shape.join(', ')}]`,
  });
}
