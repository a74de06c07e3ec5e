// The few messages of an ONNX file, written by hand: protocol buffers of nodes, weights, and what goes in and out.
import type { Shape } from '@retort/kernel';

const FLOAT = 1;
const [VARINT, FIXED32, BYTES] = [0, 5, 2];
/** Attribute types of the format. */
const [TYPE_FLOAT, TYPE_INT, TYPE_INTS] = [1, 2, 7];

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
  readonly int?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
}

export interface OnnxWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxWeight[];
  /** Without the batch axis. */
  readonly input: { readonly name: string; readonly shape: Shape };
  readonly output: { readonly name: string; readonly shape: Shape };
}

/** A model of IR version 8, opset 17. */
export function onnxModel({ nodes, weights, input, output }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, nodeOf(node))),
    text(2, 'network'),
    ...weights.map((weight) => message(5, weightOf(weight))),
    message(11, endOf(input)),
    message(12, endOf(output)),
  ];
  return Buffer.concat([integer(1, 8), message(7, graph), message(8, [text(1, ''), integer(2, 17)])]);
}

function nodeOf({ op, inputs, output, ints = {}, int = {}, floats = {} }: OnnxNode): readonly Buffer[] {
  return [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, op),
    ...Object.entries(floats).map(([name, value]) => message(5, [text(1, name), float(2, value), integer(20, TYPE_FLOAT)])),
    ...Object.entries(int).map(([name, value]) => message(5, [text(1, name), integer(3, value), integer(20, TYPE_INT)])),
    ...Object.entries(ints).map(([name, values]) => message(5, [text(1, name), ...values.map((value) => integer(8, value)), integer(20, TYPE_INTS)])),
  ];
}

function weightOf({ name, shape, values }: OnnxWeight): readonly Buffer[] {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return [...shape.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), field(9, bytes)];
}

function endOf({ name, shape }: OnnxGraph['input']): readonly Buffer[] {
  const sizes = [message(1, [text(2, 'batch')]), ...shape.map((size) => message(1, [integer(1, size)]))];
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT), message(2, sizes)])])];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

const key = (number: number, type: number): Buffer => varint((number << 3) | type);
const integer = (number: number, value: number): Buffer => Buffer.concat([key(number, VARINT), varint(value)]);
const field = (number: number, bytes: Buffer): Buffer => Buffer.concat([key(number, BYTES), varint(bytes.length), bytes]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));
const message = (number: number, parts: readonly Buffer[]): Buffer => field(number, Buffer.concat(parts));

function float(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(number, FIXED32), bytes]);
}
