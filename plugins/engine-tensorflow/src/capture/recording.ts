// Listens to one real step and writes down every operation of it as a node. The step runs as it always does. What a graph cannot
// repeat is noticed: a value that the host read, or numbers that the host made.
import { type NamedTensors, retortError, type Tensor, type Variable } from '@retort/kernel';
import { engine, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Attribute } from '../fused/native-op.ts';
import { DATA_TYPES, type GraphAttribute, type GraphDataType, type GraphNode, isUniform } from './graph.ts';
import type { RecordableBackend } from './recordable-backend.ts';

export interface Recording {
  readonly nodes: readonly GraphNode[];
  /** Where each result of the step is: `n12`, `n12:1`, `feed_rate`. */
  readonly results: Readonly<Record<string, string>>;
  /** By the variable's place among the registered ones: what the step left in it. */
  readonly assigned: ReadonlyMap<number, string>;
  /** The variables that existed when the step began, in their order. */
  readonly variables: readonly Variable[];
  /** Why the step cannot be repeated from these nodes; undefined where it can. */
  readonly refusal: string | undefined;
}

export interface Recorded {
  readonly recording: Recording;
  readonly results: NamedTensors;
}

/** A constant of more numbers than this that the step itself made, and that are not all the same, is taken for random. */
const LARGEST_MADE_CONSTANT = 16;

export function recordStep(backend: RecordableBackend, step: () => NamedTensors, feeds: NamedTensors): Recorded {
  const variables = registeredVariables();
  const refs = new WeakMap<object, string>();
  const nodes: GraphNode[] = [];
  const made = new WeakSet<object>();
  const problems: string[] = [];
  const constants = new Set<string>();
  const begin = variables.map(({ dataId }) => dataId);
  for (const [name, { dataId }] of Object.entries(feeds)) refs.set(dataId, `feed_${name}`);
  variables.forEach(({ dataId }, at) => {
    refs.set(dataId, `read_${at}`);
  });

  const original = {
    single: backend.executeSingleOutput.bind(backend),
    multiple: backend.executeMultipleOutputs.bind(backend),
    readSync: backend.readSync.bind(backend),
    move: backend.move.bind(backend),
  };
  // Values are copied before the operation runs: an input may be freed right after.
  const refOf = ({ dataId, dtype, shape }: TensorInfo): string => {
    const known = refs.get(dataId);
    if (known !== undefined) return known;
    const values = original.readSync(dataId).slice();
    if (made.has(dataId) && values.length > LARGEST_MADE_CONSTANT && !isUniform(values))
      problems.push(`${values.length} numbers that the host made in the step`);
    if (!isGraphType(dtype))
      throw retortError('KD_E_TENSOR_DTYPE', { what: 'a constant of a step to capture', expected: 'float32, int32 or bool', received: dtype });
    const name = node('Const', [], { dtype: { type: dtype }, value: { constant: { dtype, shape, values } } }, dataId);
    constants.add(name);
    return name;
  };
  const node = (op: string, inputs: readonly string[], attributes: GraphNode['attributes'], ...outputs: object[]): string => {
    const name = `n${nodes.length}`;
    nodes.push({ name, op, inputs, attributes });
    outputs.forEach((dataId, at) => {
      refs.set(dataId, at === 0 ? name : `${name}:${at}`);
    });
    return name;
  };
  const listen = (op: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[], run: () => readonly Tensor[]): readonly Tensor[] => {
    const from = inputs.map(refOf);
    const outputs = run();
    node(op, from, graphAttributes(backend, op, attributes, inputs), ...outputs.map(({ dataId }) => dataId));
    return outputs;
  };

  const shadows: Partial<RecordableBackend> = {
    executeSingleOutput: (op, attributes, inputs) => listen(op, attributes, inputs, () => [original.single(op, attributes, inputs)])[0] as Tensor,
    executeMultipleOutputs: (op, attributes, inputs, count) => [...listen(op, attributes, inputs, () => original.multiple(op, attributes, inputs, count))],
    readSync(dataId) {
      const ref = refs.get(dataId);
      if (ref !== undefined && !constants.has(ref)) problems.push('the host read a value that the step computed');
      return original.readSync(dataId);
    },
    move(dataId, ...rest) {
      made.add(dataId);
      original.move(dataId, ...rest);
    },
  };
  Object.assign(backend, shadows);
  try {
    const results = step();
    const found = Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, refOf(tensor)]));
    const assigned = new Map<number, string>();
    variables.forEach((variable, at) => {
      if (!variable.isDisposed && variable.dataId !== begin[at]) assigned.set(at, refOf(variable));
    });
    if (registeredVariables().some((variable) => !variables.includes(variable))) problems.push('a variable was made in the step: let one step run before');
    return { results, recording: { nodes, results: found, assigned, variables, refusal: problems[0] } };
  } finally {
    for (const name of Object.keys(shadows)) delete (backend as unknown as Record<string, unknown>)[name];
  }
}

function registeredVariables(): readonly Variable[] {
  return Object.values(engine().state.registeredVariables) as Variable[];
}

/** What TensorFlow.js sends with an operation, by the kinds of the graph. */
function graphAttributes({ binding }: RecordableBackend, op: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[]): GraphNode['attributes'] {
  const kinds: Readonly<Record<number, (value: never) => GraphAttribute>> = {
    [binding.TF_ATTR_TYPE]: (type: number) => ({ type }),
    [binding.TF_ATTR_INT]: (integer: number | number[]) => ({ integer }),
    [binding.TF_ATTR_FLOAT]: (float: number | number[]) => ({ float }),
    [binding.TF_ATTR_BOOL]: (boolean: boolean | boolean[]) => ({ boolean }),
    [binding.TF_ATTR_STRING]: (text: string) => ({ text }),
    [binding.TF_ATTR_SHAPE]: (shape: number[]) => ({ shape }),
  };
  const found = Object.fromEntries(attributes.map(({ name, type, value }) => [name, kinds[type]!(value as never)]));
  // The one operation that TensorFlow.js leaves to infer its types; a graph has them written out.
  return op === 'ExpandDims' ? { T: { type: inputs[0]!.dtype as GraphDataType }, Tdim: { type: 'int32' }, ...found } : found;
}

export const isGraphType = (dtype: string): dtype is GraphDataType => Object.hasOwn(DATA_TYPES, dtype);
