// NumPy's .npy format, as data only: the header is read by a grammar of its own, never evaluated; no pickled objects.
import { retortError } from '@retort/kernel';
import { capSize, MAX_VALUES, volume } from '../dataset/limits.ts';
import { parseNpyHeader } from './npy-header.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major. int64 becomes float64, exact or refused; bool becomes 0 and 1. */
  readonly values: Float32Array | Float64Array | Int32Array | Uint8Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

const DTYPES = new Map<string, { readonly bytes: number; read(buffer: ArrayBuffer): NpyArray['values'] }>([
  ['<f4', { bytes: 4, read: (buffer) => new Float32Array(buffer) }],
  ['<f8', { bytes: 8, read: (buffer) => new Float64Array(buffer) }],
  ['<i4', { bytes: 4, read: (buffer) => new Int32Array(buffer) }],
  ['<i8', { bytes: 8, read: (buffer) => Float64Array.from(new BigInt64Array(buffer), exact) }],
  ['|u1', { bytes: 1, read: (buffer) => new Uint8Array(buffer) }],
  ['|b1', { bytes: 1, read: (buffer) => new Uint8Array(buffer).map((byte) => (byte === 0 ? 0 : 1)) }],
]);

/**
 * Versions 1, 2 and 3; dtypes `<f4 <f8 <i4 <i8 |u1 |b1`; C order (an array of Fortran order is refused where it has more than one axis).
 * Throws `KD_E_DATA_NPY`, `KD_E_DATA_TRUNCATED`, `KD_E_DATA_SIZE`.
 */
export function parseNpy(bytes: Uint8Array, where: string): NpyArray {
  if (bytes.length < 10) throw truncated(where, 10, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const major = view.getUint8(6);
  if (MAGIC.some((byte, index) => bytes[index] !== byte) || major < 1 || major > 3) {
    throw retortError('KD_E_DATA_NPY', {
      what: 'the beginning of the file',
      where,
      expected: '\\x93NUMPY and version 1, 2 or 3',
      received: `version ${major}`,
    });
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw truncated(where, start, bytes.length);
  const body = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < body) throw truncated(where, body, bytes.length);
  const { descr, fortranOrder, shape } = parseNpyHeader(new TextDecoder().decode(bytes.subarray(start, body)), where);

  const dtype = DTYPES.get(descr);
  if (dtype === undefined)
    throw retortError('KD_E_DATA_NPY', { what: 'the type of the numbers', where, expected: [...DTYPES.keys()].join(', '), received: descr });
  if (fortranOrder && shape.length > 1) {
    throw retortError('KD_E_DATA_NPY', { what: 'the order of the numbers', where, expected: 'C order', received: 'Fortran order' });
  }
  const count = volume(shape);
  capSize(count, MAX_VALUES, 'values', where);
  const end = body + count * dtype.bytes;
  if (bytes.length !== end) throw truncated(where, end, bytes.length);
  return { shape, values: dtype.read(Uint8Array.from(bytes.subarray(body)).buffer) };
}

function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw retortError('KD_E_DATA_NPY', { what: 'an int64', expected: 'at most 2^53 in size', received: `${value}` });
  return number;
}

function truncated(where: string, expected: number, received: number): Error {
  return retortError('KD_E_DATA_TRUNCATED', { what: 'the length of the .npy array', where, expected: `${expected} bytes`, received: `${received} bytes` });
}
