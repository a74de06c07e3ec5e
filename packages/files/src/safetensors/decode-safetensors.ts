// Reads safetensors: https://github.com/huggingface/safetensors#format. Data only: nothing in a file is ever run.

import { readHeader, type TensorEntry } from './header.ts';
import { type HostTensor, invalidTensors } from './host-tensor.ts';

export interface Safetensors {
  /** By name, without a prototype: a tensor may be called `constructor`. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads float32, int32 and bool. Checks everything before it allocates: at most 16 MiB of header and 50,000 tensors, unique
 * names, shapes that meet their bytes, data without overlap, hole or rest. The tensors are copies.
 * Throws `KD_E_FILES_SAFETENSORS`.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata, dataStart } = readHeader(bytes);
  const tensors = bare<HostTensor>();
  for (const entry of entries) {
    tensors[entry.name] = tensorOf(entry, bytes.slice(dataStart + entry.begin, dataStart + entry.end));
  }
  const texts = bare<string>();
  for (const [key, text] of metadata) texts[key] = text;
  return { tensors, metadata: texts };
}

/** `bytes` is a fresh copy, so its buffer starts with it and is aligned. Every platform of TensorFlow.js is little-endian. */
function tensorOf({ name, dtype, shape }: TensorEntry, bytes: Uint8Array): HostTensor {
  if (dtype === 'float32') return { dtype, shape, data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4) };
  if (dtype === 'int32') return { dtype, shape, data: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4) };
  const odd = bytes.find((byte) => byte > 1);
  if (odd !== undefined) throw invalidTensors(`the data of tensor ${JSON.stringify(name)}`, 'bytes 0 and 1', `${odd}`);
  return { dtype, shape, data: bytes };
}

function bare<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
