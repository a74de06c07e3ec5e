// The wire format of protocol buffers, as far as an ONNX file needs it: fields are found without copying, and one can be written.
import { retortError } from '@retort/kernel';

/** A field of a message: its number, and its value: an integer, or the bytes of a string, a message or a packed list. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
  /** Where the field begins and ends in its message, its key included. */
  readonly start: number;
  readonly end: number;
}

/** The fields of a message in order. Integers beyond 2^53 are cut, fixed-width ones are bytes. @throws KD_E_ONNX_FILE */
export function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const start = at;
    const key = readVarint(message, at);
    const body = readBody(message, key.end, key.value % 8);
    fields.push({ number: Math.floor(key.value / 8), value: body.value, start, end: body.end });
    at = body.end;
  }
  return fields;
}

function readBody(message: Uint8Array, at: number, wire: number): { readonly value: number | Uint8Array; readonly end: number } {
  switch (wire) {
    case 0:
      return readVarint(message, at);
    case 1:
      return cut(message, at, 8);
    case 2: {
      const { value: length, end } = readVarint(message, at);
      return cut(message, end, length);
    }
    case 5:
      return cut(message, at, 4);
    default:
      throw damaged(`a field of wire type ${wire} at byte ${at}`);
  }
}

function cut(message: Uint8Array, at: number, length: number): { readonly value: Uint8Array; readonly end: number } {
  const end = at + length;
  if (!(end <= message.length)) throw damaged(`${length} bytes from byte ${at} on, of ${message.length}`);
  return { value: message.subarray(at, end), end };
}

function readVarint(message: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let place = 0; place < 10; place += 1) {
    const byte = message[at + place];
    if (byte === undefined) throw damaged(`an end within a number at byte ${at}`);
    value += (byte % 128) * 2 ** (7 * place);
    if (byte < 128) return { value, end: at + place + 1 };
  }
  throw damaged(`a number of more than 10 bytes at byte ${at}`);
}

function damaged(received: string): Error {
  return retortError('KD_E_ONNX_FILE', { what: 'an ONNX file', expected: 'protocol buffers', received });
}

/** A field that holds bytes, as it stands in a message. */
export function writeField(number: number, value: Uint8Array): Uint8Array {
  return joined([varint(8 * number + 2), varint(value.length), value]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
