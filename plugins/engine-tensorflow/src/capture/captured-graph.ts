// The graph of a captured step: its operations as functions, with variables around them that live in the session, a way in and a way out.
import { type NamedTensors, retortError, type Tensor, type Variable } from '@retort/kernel';
import type { GraphDataType, GraphFunction, GraphNode } from './graph.ts';
import { isGraphType, type Recording } from './recording.ts';
import { type StepFunction, stepFunction } from './step-function.ts';

export interface CapturedGraph {
  readonly nodes: readonly GraphNode[];
  readonly functions: readonly GraphFunction[];
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
 * Two ways through a step. `report` computes all results: every `result_j` waits for all assignments, because a session runs only what it is asked for.
 * `step` computes what is assigned and nothing else, and `taken` waits for it. `read_i` is the value of variable i at the start of either.
 * `init_i` and `readout_i` are the ways in and out between steps; `init` is all the ways in, `init_constants` those of what never changes.
 */
export function capturedGraph({ nodes: all, results, assigned }: Recording, feeds: NamedTensors, { variables, constants }: Held): CapturedGraph {
  const held = [...variables, ...constants];
  const fedTypes = Object.values(feeds).map(typeOf);
  const types = new Map<string, GraphDataType>([
    ...fedTypes.map((type, at) => [`feed_${at}`, type] as const),
    ...held.map((variable, at) => [`read_${at}`, typeOf(variable)] as const),
    ...Object.values(results).map((ref) => [ref, 'float32'] as const),
    ...[...assigned].map(([at, ref]) => [ref, typeOf(held[at]!)] as const),
  ]);
  const typeAt = (ref: string): GraphDataType => types.get(ref)!;
  const moved = [...assigned.values()];
  const ends = [...Object.values(results), ...moved];
  const [report, step] = [stepFunction('report', all, ends, typeAt), stepFunction('step', all, moved, typeAt)];

  const refs = [...report.call.inputs, ...ends];
  const fed = Object.keys(feeds).filter((_, at) => refs.includes(`feed_${at}`));
  const read = new Set(refs.flatMap((ref) => /^read_(\d+)$/.exec(ref)?.[1] ?? []).map(Number));
  const needs = held.flatMap((_, at) => (read.has(at) || assigned.has(at) ? [at] : []));
  const [used, fixed] = [needs.filter((at) => at < variables.length), needs.filter((at) => at >= variables.length)];
  const around = needs.flatMap((at) => {
    const dtype = { type: typeOf(held[at]!) } as const;
    const shape = { shape: held[at]!.shape };
    return [
      node(`var_${at}`, 'VarHandleOp', [], { dtype, shape, container: { text: '' }, shared_name: { text: `var_${at}` } }),
      ...(read.has(at) ? [node(`read_${at}`, 'ReadVariableOp', [`var_${at}`], { dtype })] : []),
      ...[step, report].flatMap((way) => assignment(way, at)),
      node(`given_${at}`, 'Placeholder', [], { dtype, shape }),
      node(`init_${at}`, 'AssignVariableOp', [`var_${at}`, `given_${at}`], { dtype }),
      node(`readout_${at}`, 'ReadVariableOp', [`var_${at}`], { dtype }),
    ];
  });
  function assignment({ call, refOf }: StepFunction, at: number): readonly GraphNode[] {
    const ref = assigned.get(at);
    if (ref === undefined) return [];
    const inputs = [`var_${at}`, refOf(ref), ...(read.has(at) ? [`^read_${at}`] : [])];
    return [node(`${call.name}_assign_${at}`, 'AssignVariableOp', inputs, { dtype: { type: typeOf(held[at]!) } })];
  }
  const allAssigned = ({ call }: StepFunction): readonly string[] => [...assigned.keys()].map((at) => `^${call.name}_assign_${at}`);
  const after = (name: string, waits: readonly string[]) => node(name, 'Identity', ['one', ...waits], { T: { type: 'int32' } });
  const one = { dtype: 'int32', shape: [], values: Int32Array.of(1) } as const;
  const ways = [step, report].filter(({ definition }) => definition.outputs.length > 0);
  return {
    used,
    fixed,
    fed,
    functions: ways.map(({ definition }) => definition),
    nodes: [
      ...Object.values(feeds).map((feed, at) => node(`feed_${at}`, 'Placeholder', [], { dtype: { type: fedTypes[at]! }, shape: { shape: feed.shape } })),
      ...report.constants,
      ...ways.map(({ call }) => call),
      ...around,
      ...Object.values(results).map((ref, at) => node(`result_${at}`, 'Identity', [report.refOf(ref), ...allAssigned(report)], { T: { type: 'float32' } })),
      node('one', 'Const', [], { dtype: { type: 'int32' }, value: { constant: one } }),
      after('taken', allAssigned(step)),
      after(
        'init',
        used.map((at) => `^init_${at}`),
      ),
      after(
        'init_constants',
        fixed.map((at) => `^init_${at}`),
      ),
    ],
  };
}

function node(name: string, op: string, inputs: readonly string[], attributes: GraphNode['attributes']): GraphNode {
  return { name, op, inputs, attributes };
}

function typeOf({ dtype }: Tensor): GraphDataType {
  if (isGraphType(dtype)) return dtype;
  throw retortError('KD_E_TENSOR_DTYPE', { what: 'a tensor of a step to capture', expected: 'float32, int32 or bool', received: dtype });
}
