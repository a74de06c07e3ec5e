// The recorded operations as a function of the library. A session rewrites its graph, and rewritten arithmetic rounds otherwise: divisions become
// multiplications, sums change their order, small convolutions are fused. A function may come with a configuration of its own, and this one says that nothing
// is to be rewritten: it does what the operations do one by one, to the bit.
import type { GraphAttribute, GraphDataType, GraphFunction, GraphNode } from './graph.ts';
import { outputName } from './output-names.ts';
import { ProtobufMessage } from './protobuf.ts';

/** Constants of more numbers stay outside, so that several functions share them. */
const LARGE = 64;

export interface StepFunction {
  readonly definition: GraphFunction;
  /** The call, a node of the function's name. */
  readonly call: GraphNode;
  /** Large constants, that the call is given. */
  readonly constants: readonly GraphNode[];
  /** Where outside of the function something is: a result of the call, or what it is given. */
  refOf(inside: string): string;
}

/** What `ends` are made of. `typeOf` knows what comes from outside, and the ends. */
export function stepFunction(name: string, all: readonly GraphNode[], ends: readonly string[], typeOf: (ref: string) => GraphDataType): StepFunction {
  const nodes = needed(all, ends);
  const constants = nodes.filter(isLarge);
  const inner = new Map(nodes.filter((node) => !isLarge(node)).map((node) => [node.name, node]));
  const isInner = (ref: string): boolean => inner.has(ref.replace(/:\d+$/, ''));
  const given = [...new Set([...inner.values()].flatMap(({ inputs }) => inputs).filter((ref) => !isInner(ref)))];
  const outputs = [...new Set(ends.filter(isInner))];
  const inside = (ref: string): string => {
    const [base = '', place = '0'] = ref.split(':');
    const node = inner.get(base);
    return node === undefined ? ref : `${base}:${outputName(node.op, Number(place))}`;
  };
  const typeOfGiven = (ref: string): GraphDataType => (constants.some((constant) => constant.name === ref) ? 'float32' : typeOf(ref));
  return {
    constants,
    definition: {
      name,
      inputs: given.map((ref) => ({ name: ref, dtype: typeOfGiven(ref) })),
      outputs: outputs.map((ref, at) => ({ name: `out_${at}`, dtype: typeOf(ref), from: inside(ref) })),
      nodes: [...inner.values()].map((node) => ({ ...node, inputs: node.inputs.map(inside) })),
      // Neither copied into the graph around it nor rewritten along with that.
      attributes: { _noinline: { boolean: true }, _tf_data_function: { boolean: true } },
    },
    call: {
      name,
      op: 'PartitionedCall',
      inputs: given,
      attributes: {
        Tin: { types: given.map(typeOfGiven) },
        Tout: { types: outputs.map(typeOf) },
        f: { function: name },
        config: { text: '' },
        config_proto: { text: AS_IT_IS },
        executor_type: { text: '' },
      } satisfies Record<string, GraphAttribute>,
    },
    refOf: (ref) => (outputs.includes(ref) ? `${name}:${outputs.indexOf(ref)}` : ref),
  };
}

/** `ConfigProto { graph_options { rewrite_options { disable_meta_optimizer: true } } }` */
const AS_IT_IS = new ProtobufMessage().message(10, new ProtobufMessage().message(10, new ProtobufMessage().integer(19, true))).encode();

function isLarge({ op, attributes: { value } }: GraphNode): boolean {
  return op === 'Const' && value !== undefined && 'constant' in value && value.constant.dtype === 'float32' && value.constant.values.length > LARGE;
}

/** The nodes that `ends` are made of, in their order. */
function needed(nodes: readonly GraphNode[], ends: readonly string[]): readonly GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const found = new Set<GraphNode>();
  const open = [...ends];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const node = byName.get(ref.replace(/:\d+$/, ''));
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs);
  }
  return nodes.filter((node) => found.has(node));
}
