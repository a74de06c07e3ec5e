// Listens to one real step and writes down every operation of it as a node. The step runs as it always does. What a graph cannot
// repeat is noticed: a value that the host read, random numbers of its own. Numbers that the host makes are constants: they may not change.
import { type NamedTensors, retortError, type StepProgram, type Tensor, type Variable } from '@retort/kernel';
import { UNIFORM_KERNEL } from '@retort/tensor';
import { engine, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Attribute } from '../fused/native-op.ts';
import { drawnNodes } from './drawn-nodes.ts';
import { DATA_TYPES, type GraphAttribute, type GraphConstant, type GraphDataType, type GraphNode } from './graph.ts';
import type { RecordableBackend } from './recordable-backend.ts';

export interface Recording {
  readonly nodes: readonly GraphNode[];
  /** Where each result of the step is: `n12`, `n12:1`, `feed_3`. */
  readonly results: Readonly<Record<string, string>>;
  /** By the variable's place in the list: what the step left in it. */
  readonly assigned: ReadonlyMap<number, string>;
  /** Why the step cannot be repeated from these nodes; undefined where it can. */
  readonly refusal: string | undefined;
}

export interface Recorded {
  readonly recording: Recording;
  readonly results: NamedTensors;
}

/** Kernels that read an input on the host and may: to check their indices and nothing else, or to draw what the graph draws itself. */
const MAY_READ: readonly string[] = ['GatherV2', 'UnsortedSegmentSum', UNIFORM_KERNEL];

/**
 * Feed `i` is `feed_i` in the nodes, the value of variable `i` at the start `read_i`. No two variables, and no variable and anything
 * else, may share their data.
 */
export function recordStep(backend: RecordableBackend, { feeds, run }: StepProgram, variables: readonly Variable[]): Recorded {
  const refs = new WeakMap<object, string>();
  const nodes: GraphNode[] = [];
  const problems: string[] = [];
  const constants = new Set<string>();
  const begin = new Map(registeredVariables().map((variable) => [variable, variable.dataId]));
  Object.values(feeds).forEach(({ dataId }, at) => void refs.set(dataId, `feed_${at}`));
  variables.forEach(({ dataId }, at) => void refs.set(dataId, `read_${at}`));

  const tf = engine();
  const original = {
    single: backend.executeSingleOutput.bind(backend),
    multiple: backend.executeMultipleOutputs.bind(backend),
    readSync: backend.readSync.bind(backend),
    runKernel: tf.runKernel.bind(tf),
  };
  const node = (op: string, inputs: readonly string[], attributes: GraphNode['attributes'], ...outputs: object[]): string => {
    const name = `n${nodes.length}`;
    nodes.push({ name, op, inputs, attributes });
    outputs.forEach((dataId, at) => void refs.set(dataId, at === 0 ? name : `${name}:${at}`));
    return name;
  };
  const constant = (value: GraphConstant, ...outputs: object[]): string => {
    const name = node('Const', [], { dtype: { type: value.dtype }, value: { constant: value } }, ...outputs);
    constants.add(name);
    return name;
  };
  // Values are copied before the operation runs: an input may be freed right after.
  const refOf = ({ dataId, dtype, shape }: TensorInfo): string => {
    const known = refs.get(dataId);
    if (known !== undefined) return known;
    // By the engine, which knows where it is: what was made before this backend was started is still on another.
    const values = (tf.readSync(dataId) as GraphConstant['values']).slice();
    if (!isGraphType(dtype))
      throw retortError('KD_E_TENSOR_DTYPE', { what: 'a constant of a step to capture', expected: 'float32, int32 or bool', received: dtype });
    return constant({ dtype, shape, values }, dataId);
  };
  const listen = (op: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[], execute: () => readonly Tensor[]): readonly Tensor[] => {
    const from = inputs.map(refOf);
    const outputs = execute();
    node(op, from, graphAttributes(backend, op, attributes, inputs), ...outputs.map(({ dataId }) => dataId));
    return outputs;
  };
  /** Kernels within kernels, the innermost last. */
  const running: string[] = [];

  const shadows: Partial<RecordableBackend> = {
    executeSingleOutput: (op, attributes, inputs) => listen(op, attributes, inputs, () => [original.single(op, attributes, inputs)])[0] as Tensor,
    executeMultipleOutputs: (op, attributes, inputs, count) => [...listen(op, attributes, inputs, () => original.multiple(op, attributes, inputs, count))],
    readSync(dataId) {
      const ref = refs.get(dataId);
      if (ref !== undefined && !constants.has(ref) && !running.some((kernel) => MAY_READ.includes(kernel)))
        problems.push(`the host read a value of the step${running.length === 0 ? '' : ` for ${running.at(-1)}`}`);
      return original.readSync(dataId);
    },
  };
  const runKernel: typeof tf.runKernel = (kernel, inputs, attributes) => {
    running.push(kernel);
    try {
      const output = original.runKernel(kernel, inputs, attributes) as Tensor;
      // The host draws; the graph draws the same numbers itself.
      if (kernel === UNIFORM_KERNEL) {
        const { shape, index } = attributes as { readonly shape: readonly number[]; readonly index: number };
        const seed = refOf(inputs.seed as Tensor);
        if (constants.has(seed)) problems.push('random numbers are drawn from a seed that does not come in through the feeds');
        refs.set(output.dataId, drawnNodes({ node, constant }, seed, shape, index));
      }
      return output as never;
    } finally {
      running.pop();
    }
  };
  Object.assign(backend, shadows);
  Object.assign(tf, { runKernel });
  try {
    const results = run();
    const found = Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, refOf(tensor)]));
    const assigned = new Map<number, string>();
    variables.forEach((variable, at) => {
      if (variable.dataId !== begin.get(variable)) assigned.set(at, refOf(variable));
    });
    for (const variable of registeredVariables()) {
      if (!begin.has(variable)) problems.push('a variable was made in the step');
      else if (variable.dataId !== begin.get(variable) && !variables.includes(variable))
        problems.push(`the variable "${variable.name}" was assigned, which the plan does not list`);
    }
    return { results, recording: { nodes, results: found, assigned, refusal: problems[0] } };
  } finally {
    for (const name of Object.keys(shadows)) delete (backend as unknown as Record<string, unknown>)[name];
    delete (tf as unknown as Record<string, unknown>).runKernel;
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
