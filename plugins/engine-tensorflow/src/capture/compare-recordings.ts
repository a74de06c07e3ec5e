// Whether two recordings are one program. What differs between two real steps with other batches would be frozen into the graph.
import type { GraphConstant, GraphNode } from './graph.ts';
import type { Recording } from './recording.ts';

/** The first difference, in words; undefined where there is none. */
export function differenceBetween(first: Recording, second: Recording): string | undefined {
  if (first.nodes.length !== second.nodes.length) return `one step has ${first.nodes.length} operations, the next ${second.nodes.length}`;
  for (const [at, node] of first.nodes.entries()) {
    const difference = nodeDifference(node, second.nodes[at] as GraphNode);
    if (difference !== undefined) return `operation ${at} (${node.op}): ${difference}`;
  }
  const ends = [first, second].map(({ results, assigned }) => JSON.stringify([results, [...assigned]]));
  return ends[0] === ends[1] ? undefined : 'the steps end in different operations';
}

function nodeDifference(one: GraphNode, other: GraphNode): string | undefined {
  if (one.op !== other.op) return `another operation (${other.op}) in the next step`;
  if (one.inputs.join() !== other.inputs.join()) return 'other inputs in the next step';
  const names = Object.keys(one.attributes);
  if (names.join() !== Object.keys(other.attributes).join()) return 'other attributes in the next step';
  for (const name of names) {
    const [a, b] = [one.attributes[name]!, other.attributes[name]!];
    if ('constant' in a && 'constant' in b ? !sameConstant(a.constant, b.constant) : JSON.stringify(a) !== JSON.stringify(b))
      return 'constant' in a ? 'a constant that changes from step to step: make it a feed' : `another ${name} in the next step`;
  }
  return undefined;
}

function sameConstant(a: GraphConstant, b: GraphConstant): boolean {
  return a.dtype === b.dtype && a.shape.join() === b.shape.join() && [...a.values].every((value, at) => Object.is(value, b.values[at]));
}
