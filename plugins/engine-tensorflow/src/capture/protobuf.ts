// Writes the protobuf wire format: what a graph is stored in. Only the three kinds of field that it needs.

const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;
const text = new TextEncoder();

/** A message under construction. Fields are written in the order of the calls; `message()` nests another. */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];

  /** int32, int64, bool, enum: negative numbers take ten bytes, as the format has it. */
  integer(field: number, value: number | boolean): this {
    return this.#tag(field, WIRE.varint).#varint(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#tag(field, WIRE.fixed32).#parts.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? text.encode(value) : value;
    this.#tag(field, WIRE.bytes).#varint(BigInt(bytes.length)).#parts.push(bytes);
    return this;
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.encode());
  }

  /** A map's entry is a message of key (1) and value (2). */
  entry(field: number, key: string, value: ProtobufMessage | string): this {
    const entry = new ProtobufMessage().bytes(1, key);
    return this.message(field, typeof value === 'string' ? entry.bytes(2, value) : entry.message(2, value));
  }

  encode(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #tag(field: number, wire: number): this {
    return this.#varint(BigInt(field * 8 + wire));
  }

  #varint(value: bigint): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#parts.push(Uint8Array.from(bytes));
    return this;
  }
}
