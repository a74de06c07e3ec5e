// A graph of TensorFlow operations as data, and the bytes of the SavedModel that holds it. Knows nothing of recording.
import { ProtobufMessage } from './protobuf.ts';

/** The library's numbers of the types that a step has. */
export const DATA_TYPES = { float32: 1, int32: 3, bool: 10, uint64: 23 } as const;
export type GraphDataType = keyof typeof DATA_TYPES;

export type GraphValues = Float32Array | Int32Array | Uint8Array | BigUint64Array;

export interface GraphConstant {
  readonly dtype: GraphDataType;
  readonly shape: readonly number[];
  readonly values: GraphValues;
}

/** One attribute, by the kind that the operation declares. */
export type GraphAttribute =
  | { readonly type: GraphDataType | number }
  | { readonly types: readonly GraphDataType[] }
  | { readonly integer: number | readonly number[] }
  | { readonly float: number | readonly number[] }
  | { readonly boolean: boolean | readonly boolean[] }
  | { readonly text: string | Uint8Array }
  /** By its name. */
  | { readonly function: string }
  | { readonly shape: readonly number[] }
  | { readonly constant: GraphConstant };

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `name`, `name:1` for another output, and last `^name` for what must have run before. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

export interface GraphFunction {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly dtype: GraphDataType }[];
  /** `from`: a result of a node, `name:result:place` in a function. */
  readonly outputs: readonly { readonly name: string; readonly dtype: GraphDataType; readonly from: string }[];
  /** An input of theirs is one of the function, or a result of a node. */
  readonly nodes: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

/** The file `saved_model.pb` of a folder that the library loads: one graph under the tag `serve`. */
export function savedModel(nodes: readonly GraphNode[], functions: readonly GraphFunction[] = []): Uint8Array {
  const graph = nodes.reduce((message, node) => message.message(1, nodeMessage(node)), new ProtobufMessage());
  graph.message(
    2,
    functions.reduce((library, each) => library.message(1, functionMessage(each)), new ProtobufMessage()),
  );
  graph.message(4, new ProtobufMessage().integer(1, 1087).integer(2, 12));
  const information = new ProtobufMessage().bytes(4, 'serve').bytes(5, '2.9.1');
  return new ProtobufMessage().integer(1, 1).message(2, new ProtobufMessage().message(1, information).message(2, graph)).encode();
}

function nodeMessage({ name, op, inputs, attributes }: GraphNode): ProtobufMessage {
  const message = new ProtobufMessage().bytes(1, name).bytes(2, op);
  for (const input of inputs) message.bytes(3, input);
  for (const [key, value] of Object.entries(attributes)) message.entry(5, key, attributeMessage(value));
  return message;
}

function functionMessage({ name, inputs, outputs, nodes, attributes }: GraphFunction): ProtobufMessage {
  const signature = new ProtobufMessage().bytes(1, name);
  for (const { name: input, dtype } of inputs) signature.message(2, new ProtobufMessage().bytes(1, input).integer(3, DATA_TYPES[dtype]));
  for (const { name: output, dtype } of outputs) signature.message(3, new ProtobufMessage().bytes(1, output).integer(3, DATA_TYPES[dtype]));
  const message = new ProtobufMessage().message(1, signature);
  for (const node of nodes) message.message(3, nodeMessage(node));
  for (const { name: output, from } of outputs) message.entry(4, output, from);
  for (const [key, value] of Object.entries(attributes)) message.entry(5, key, attributeMessage(value));
  return message;
}

/** A oneof: what stands there is written even where it is 0, false or empty. */
function attributeMessage(attribute: GraphAttribute): ProtobufMessage {
  const message = new ProtobufMessage();
  if ('type' in attribute) return message.integer(6, typeof attribute.type === 'number' ? attribute.type : DATA_TYPES[attribute.type]);
  if ('types' in attribute) {
    const list = attribute.types.reduce((message, type) => message.integer(6, DATA_TYPES[type]), new ProtobufMessage());
    return message.message(1, list);
  }
  if ('function' in attribute) return message.message(10, new ProtobufMessage().bytes(1, attribute.function));
  if ('text' in attribute) return message.bytes(2, attribute.text);
  if ('shape' in attribute) return message.message(7, shapeMessage(attribute.shape));
  if ('constant' in attribute) return message.message(8, constantMessage(attribute.constant));
  if ('integer' in attribute) return one(attribute.integer, 3, (to, field, value) => to.integer(field, value));
  if ('float' in attribute) return one(attribute.float, 4, (to, field, value) => to.float(field, value));
  return one(attribute.boolean, 5, (to, field, value) => to.integer(field, value));
}

function one<T>(value: T | readonly T[], field: number, write: (to: ProtobufMessage, field: number, value: T) => void): ProtobufMessage {
  const message = new ProtobufMessage();
  if (!Array.isArray(value)) {
    write(message, field, value as T);
    return message;
  }
  const list = new ProtobufMessage();
  for (const each of value as readonly T[]) write(list, field, each);
  return message.message(1, list);
}

function shapeMessage(shape: readonly number[]): ProtobufMessage {
  return shape.reduce((message, size) => message.message(2, new ProtobufMessage().integer(1, size)), new ProtobufMessage());
}

function constantMessage({ dtype, shape, values }: GraphConstant): ProtobufMessage {
  const message = new ProtobufMessage().integer(1, DATA_TYPES[dtype]).message(2, shapeMessage(shape));
  const [first] = values;
  if (first === undefined || typeof first === 'bigint' || !isUniform(values))
    return message.bytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  // One value stands for all of the shape.
  if (dtype === 'float32') return message.float(5, first);
  return message.integer(dtype === 'int32' ? 7 : 11, first);
}

/** -0 and NaN count as themselves. */
export function isUniform(values: GraphValues): boolean {
  const [first] = values;
  for (const value of values) if (!Object.is(value, first)) return false;
  return true;
}
