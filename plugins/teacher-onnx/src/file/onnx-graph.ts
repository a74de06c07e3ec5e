// What an ONNX file says of its network: which tensors there are, who makes them, what it holds. The runtime reads the rest.
import { retortError } from '@retort/kernel';
import { type Field, fieldsOf, joined, writeField } from './wire.ts';

export interface OnnxNode {
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxGraph {
  /** Without initializers, which older files list among them. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
  /** Floats among its initializers. */
  readonly parameters: number;
}

// Numbers of fields: ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto of onnx.proto.
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, kind: 4 };
const TENSOR = { dims: 1, type: 2, name: 8, external: 13, location: 14 };
const VALUE = { name: 1 };
const FLOAT = 1;

/** @throws KD_E_ONNX_FILE for what is no model, and for weights in other files: they could lie anywhere */
export function readGraph(file: Uint8Array): OnnxGraph {
  const fields = fieldsOf(bytesOf(graphField(file)));
  const initializers = all(fields, GRAPH.initializer).map((field) => readInitializer(bytesOf(field)));
  const held = new Set(initializers.map(({ name }) => name));
  const names = (number: number): readonly string[] => all(fields, number).map((field) => text(fieldsOf(bytesOf(field)), VALUE.name));
  return {
    inputs: names(GRAPH.input).filter((name) => !held.has(name)),
    outputs: names(GRAPH.output),
    nodes: all(fields, GRAPH.node).map((field) => readNode(bytesOf(field))),
    parameters: initializers.reduce((sum, { floats }) => sum + floats, 0),
  };
}

/** The file with these inner tensors among the graph's outputs, so that the runtime hands them out. Nothing else is changed. */
export function withOutputs(file: Uint8Array, names: readonly string[]): Uint8Array {
  if (names.length === 0) return file;
  const field = graphField(file);
  const added = names.map((name) => writeField(GRAPH.output, writeField(VALUE.name, new TextEncoder().encode(name))));
  const graph = writeField(MODEL.graph, joined([bytesOf(field), ...added]));
  return joined([file.subarray(0, field.start), graph, file.subarray(field.end)]);
}

function graphField(file: Uint8Array): Field {
  const graphs = all(fieldsOf(file), MODEL.graph);
  if (graphs.length !== 1) throw retortError('KD_E_ONNX_FILE', { what: 'an ONNX file', expected: 'one graph', received: `${graphs.length}` });
  return graphs[0]!;
}

function readNode(message: Uint8Array): OnnxNode {
  const fields = fieldsOf(message);
  const texts = (number: number): readonly string[] => all(fields, number).map((field) => decode(bytesOf(field)));
  return { kind: text(fields, NODE.kind), inputs: texts(NODE.input), outputs: texts(NODE.output).filter((name) => name !== '') };
}

function readInitializer(message: Uint8Array): { readonly name: string; readonly floats: number } {
  const fields = fieldsOf(message);
  const name = text(fields, TENSOR.name);
  const outside = all(fields, TENSOR.location).some(({ value }) => value !== 0) || all(fields, TENSOR.external).length > 0;
  if (outside)
    throw retortError('KD_E_ONNX_FILE', {
      what: `the weight "${name}"`,
      expected: 'its values in the ONNX file itself',
      received: 'a reference to another file',
    });
  const isFloat = all(fields, TENSOR.type).some(({ value }) => value === FLOAT);
  const sizes = all(fields, TENSOR.dims).flatMap(({ value }) => (typeof value === 'number' ? [value] : packed(value)));
  return { name, floats: isFloat ? sizes.reduce((product, size) => product * size, 1) : 0 };
}

/** A packed list of integers: its bytes, each as the value of a field that has no key. */
function packed(bytes: Uint8Array): readonly number[] {
  const values: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte % 128) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
}

function all(fields: readonly Field[], number: number): readonly Field[] {
  return fields.filter((field) => field.number === number);
}

function text(fields: readonly Field[], number: number): string {
  const last = all(fields, number).at(-1);
  return last === undefined ? '' : decode(bytesOf(last));
}

function bytesOf({ number, value }: Field): Uint8Array {
  if (typeof value !== 'number') return value;
  throw retortError('KD_E_ONNX_FILE', { what: 'an ONNX file', expected: `bytes in field ${number}`, received: 'a number' });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
