// Which tensors of a graph are the input, the logits and the taps.
import { expectedName, retortError, type TapName } from '@retort/kernel';
import type { OnnxGraph, OnnxNode } from './onnx-graph.ts';

export interface TensorWishes {
  readonly input?: string | undefined;
  readonly logits?: string | undefined;
  readonly softmax: 'none' | 'remove';
  /** Tensor by tap. */
  readonly taps: Readonly<Record<TapName, string>>;
}

export interface ChosenTensors {
  readonly input: string;
  readonly logits: string;
  /** Those that are no outputs of the graph yet. */
  readonly inner: readonly string[];
}

/** @throws KD_E_ONNX_NAME, KD_E_ONNX_OUTPUT where probabilities would be taken for logits */
export function chooseTensors(graph: OnnxGraph, { input, logits, softmax, taps }: TensorWishes): ChosenTensors {
  const made = graph.nodes.flatMap(({ outputs }) => outputs);
  const chosen = {
    input: choose('input', input, graph.inputs),
    logits: beforeSoftmax(graph.nodes, choose('output', logits, logits === undefined ? graph.outputs : made), softmax),
  };
  for (const [tap, tensor] of Object.entries(taps)) choose(`tensor for the tap "${tap}"`, tensor, made);
  const inner = [...new Set([chosen.logits, ...Object.values(taps)])].filter((name) => !graph.outputs.includes(name));
  return { ...chosen, inner };
}

function choose(what: string, wanted: string | undefined, names: readonly string[]): string {
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  if (wanted === undefined && names.length === 1) return names[0]!;
  const expected = wanted === undefined ? `one of ${names.map((name) => `"${name}"`).join(', ')}` : expectedName(wanted, names);
  throw retortError('KD_E_ONNX_NAME', { what: `the ${what} of the ONNX model`, expected, received: wanted === undefined ? 'none' : `"${wanted}"` });
}

/** The logits themselves; where `remove` was asked for, what goes into the Softmax that makes these. */
function beforeSoftmax(nodes: readonly OnnxNode[], name: string, softmax: TensorWishes['softmax']): string {
  const maker = makerOf(nodes, name);
  const found = maker?.kind === 'Softmax' || (softmax === 'remove' && maker?.kind === 'LogSoftmax');
  if (found === (softmax === 'remove')) return found ? maker!.inputs[0]! : name;
  throw retortError('KD_E_ONNX_OUTPUT', {
    what: `the output "${name}" of the ONNX model`,
    expected: softmax === 'remove' ? 'a Softmax to remove' : 'logits',
    received: softmax === 'remove' ? (maker?.kind ?? 'an input') : 'probabilities, by a Softmax',
    action: softmax === 'remove' ? 'Leave out `softmax`.' : 'Add `softmax: remove`: the logits before it are read.',
  });
}

/** Who makes it, past nodes that hand on what they get. */
function makerOf(nodes: readonly OnnxNode[], name: string): OnnxNode | undefined {
  const maker = nodes.find(({ outputs }) => outputs.includes(name));
  return maker?.kind === 'Identity' ? makerOf(nodes, maker.inputs[0]!) : maker;
}
