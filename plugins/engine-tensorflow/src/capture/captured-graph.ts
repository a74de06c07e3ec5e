// The graph of a captured step: its recorded nodes, with variables around them that live in the session, a way in and a way out.
import { type NamedTensors, retortError, type Tensor, type Variable } from '@retort/kernel';
import type { GraphDataType, GraphNode } from './graph.ts';
import { isGraphType, type Recording } from './recording.ts';

export interface CapturedGraph {
  readonly nodes: readonly GraphNode[];
  /** Places of the variables that the step reads or assigns. */
  readonly used: readonly number[];
  /** Places of the constants that it reads, counted on behind the variables. */
  readonly fixed: readonly number[];
  /** Names of the feeds that it reads. */
  readonly fed: readonly string[];
}

export interface Held {
  readonly variables: readonly Variable[];
  /** Never assigned. */
  readonly constants: readonly Variable[];
}

/**
 * `read_i` is the value of variable i at the start of the step and `assign_i` its end; every `result_j` waits for all assignments,
 * because a session runs only what a result needs. `init_i` and `readout_i` are the ways in and out between steps; `init` is all the ways in,
 * `init_constants` those of what never changes.
 */
export function capturedGraph({ nodes: all, results, assigned }: Recording, feeds: NamedTensors, { variables, constants }: Held): CapturedGraph {
  const held = [...variables, ...constants];
  const ends = [...Object.values(results), ...assigned.values()];
  const nodes = needed(all, ends);
  const refs = [...nodes.flatMap(({ inputs }) => inputs), ...ends];
  const fed = Object.keys(feeds).filter((_, at) => refs.includes(`feed_${at}`));
  const read = new Set(refs.flatMap((ref) => /^read_(\d+)$/.exec(ref)?.[1] ?? []).map(Number));
  const needs = held.flatMap((_, at) => (read.has(at) || assigned.has(at) ? [at] : []));
  const [used, fixed] = [needs.filter((at) => at < variables.length), needs.filter((at) => at >= variables.length)];
  const writes = [...assigned.keys()].map((at) => `^assign_${at}`);
  const node = (name: string, op: string, inputs: readonly string[], attributes: GraphNode['attributes']): GraphNode => ({ name, op, inputs, attributes });
  const around = needs.flatMap((at) => {
    const dtype = { type: typeOf(held[at]!) } as const;
    const shape = { shape: held[at]!.shape };
    return [
      node(`var_${at}`, 'VarHandleOp', [], { dtype, shape, container: { text: '' }, shared_name: { text: `var_${at}` } }),
      ...(read.has(at) ? [node(`read_${at}`, 'ReadVariableOp', [`var_${at}`], { dtype })] : []),
      ...(assigned.has(at)
        ? [node(`assign_${at}`, 'AssignVariableOp', [`var_${at}`, assigned.get(at)!, ...(read.has(at) ? [`^read_${at}`] : [])], { dtype })]
        : []),
      node(`given_${at}`, 'Placeholder', [], { dtype, shape }),
      node(`init_${at}`, 'AssignVariableOp', [`var_${at}`, `given_${at}`], { dtype }),
      node(`readout_${at}`, 'ReadVariableOp', [`var_${at}`], { dtype }),
    ];
  });
  const one = { dtype: 'int32', shape: [], values: Int32Array.of(1) } as const;
  return {
    used,
    fixed,
    fed,
    nodes: [
      ...Object.values(feeds).map((feed, at) => node(`feed_${at}`, 'Placeholder', [], { dtype: { type: typeOf(feed) }, shape: { shape: feed.shape } })),
      ...nodes,
      ...around,
      ...Object.values(results).map((ref, at) => node(`result_${at}`, 'Identity', [ref, ...writes], { T: { type: 'float32' } })),
      node('one', 'Const', [], { dtype: { type: 'int32' }, value: { constant: one } }),
      node('init', 'Identity', ['one', ...used.map((at) => `^init_${at}`)], { T: { type: 'int32' } }),
      node('init_constants', 'Identity', ['one', ...fixed.map((at) => `^init_${at}`)], { T: { type: 'int32' } }),
    ],
  };
}

function typeOf({ dtype }: Tensor): GraphDataType {
  if (isGraphType(dtype)) return dtype;
  throw retortError('KD_E_TENSOR_DTYPE', { what: 'a tensor of a step to capture', expected: 'float32, int32 or bool', received: dtype });
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
