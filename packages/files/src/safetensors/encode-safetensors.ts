// Writes safetensors, byte for byte as the reference library does: the same tensors always give the same bytes.
import { METADATA } from './header.ts';
import { elementsOf, FORMAT_NAMES, type HostTensor, invalidTensors } from './host-tensor.ts';

/**
 * Data lies in the order float32, int32, bool, and by name within a type, so that every element is aligned; the header is
 * padded with spaces to a multiple of 8. Names and metadata keys are sorted by code point. Throws
 * `KD_E_FILES_SAFETENSORS` where a shape does not meet its data.
 */
export function encodeSafetensors(tensors: Readonly<Record<string, HostTensor>>, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const ordered = Object.entries(tensors).sort(([a, x], [b, y]) => rank(x) - rank(y) || byCodePoint(a, b));
  const header: string[] = [];
  const texts = Object.entries(metadata).sort(([a], [b]) => byCodePoint(a, b));
  if (texts.length > 0) header.push(`"${METADATA}":{${texts.map(([key, text]) => `${word(key, 'a metadata key')}:${word(text, `metadata ${key}`)}`).join()}}`);
  let size = 0;
  for (const [name, tensor] of ordered) {
    const { format, bytes } = checked(name, tensor);
    header.push(`${word(name, 'a tensor name')}:{"dtype":"${format}","shape":[${tensor.shape.join()}],"data_offsets":[${size},${size + bytes}]}`);
    size += bytes;
  }
  return join(new TextEncoder().encode(`{${header.join()}}`), ordered, size);
}

function join(header: Uint8Array, ordered: readonly (readonly [string, HostTensor])[], size: number): Uint8Array<ArrayBuffer> {
  const padded = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + padded + size).fill(0x20, 8 + header.length, 8 + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(header, 8);
  let at = 8 + padded;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

function rank(tensor: HostTensor): number {
  return [...FORMAT_NAMES.keys()].indexOf(tensor.dtype);
}

function checked(name: string, { dtype, shape, data }: HostTensor): { format: string; bytes: number } {
  const what = `tensor ${JSON.stringify(name)}`;
  const format = FORMAT_NAMES.get(dtype);
  if (format === undefined) throw invalidTensors(`the dtype of ${what}`, [...FORMAT_NAMES.keys()].join(', '), String(dtype));
  const array = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
  if (!(data instanceof array)) throw invalidTensors(`the data of ${what}`, array.name, Object.prototype.toString.call(data));
  if (elementsOf(shape) !== data.length) throw invalidTensors(`the shape of ${what}`, `${data.length} elements`, `[${shape.join()}]`);
  if (dtype === 'bool' && data.some((byte) => byte > 1)) throw invalidTensors(`the data of ${what}`, 'bytes 0 and 1', `${Math.max(...data)}`);
  if (name === METADATA) throw invalidTensors('a tensor name', `anything but ${METADATA}`, METADATA);
  return { format: format.name, bytes: data.byteLength };
}

/** JSON text. A lone surrogate has no UTF-8. */
function word(text: string, what: string): string {
  if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) throw invalidTensors(what, 'a string of whole characters', JSON.stringify(text));
  return JSON.stringify(text);
}

function byCodePoint(a: string, b: string): number {
  const x = new TextEncoder().encode(a);
  const y = new TextEncoder().encode(b);
  const shared = Math.min(x.length, y.length);
  for (let at = 0; at < shared; at += 1) {
    if (x[at] !== y[at]) return (x[at] as number) - (y[at] as number);
  }
  return x.length - y.length;
}
