// The IDX format of MNIST: a magic number, the size of each axis (big endian), unsigned bytes. Numbers only; nothing is scaled.
import { retortError } from '@retort/kernel';
import { capSize, MAX_VALUES, volume } from '../dataset/limits.ts';

export interface IdxArray {
  readonly shape: readonly number[];
  /** A view of the file's bytes. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * @param rank - axes that the file must have, and what it holds, for the message.
 * Throws `KD_E_DATA_IDX` for another magic number, type, number of axes or an empty axis, `KD_E_DATA_TRUNCATED` for another length.
 */
export function parseIdx(bytes: Uint8Array, ranks: { readonly min: number; readonly max: number }, where: string): IdxArray {
  const { min, max } = ranks;
  if (bytes.length < 4) throw truncated(where, 4, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [zero, type, rank] = [view.getUint16(0), view.getUint8(2), view.getUint8(3)];
  if (zero !== 0 || type !== UNSIGNED_BYTE || rank < min || rank > max) {
    const axes = min === max ? `${min}` : `${min} to ${max}`;
    const expected = `00 00 08 (unsigned bytes) and ${axes} axes`;
    throw retortError('KD_E_DATA_IDX', { what: 'the magic number of the IDX file', where, expected, received: hex(bytes.subarray(0, 4)) });
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw truncated(where, header, bytes.length);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (shape.includes(0)) throw retortError('KD_E_DATA_IDX', { what: 'the axes of the IDX file', where, expected: 'sizes above 0', received: `[${shape}]` });
  const count = volume(shape);
  capSize(count, MAX_VALUES, 'values', where);
  if (bytes.length !== header + count) throw truncated(where, header + count, bytes.length);
  return { shape, values: bytes.subarray(header) };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

function truncated(where: string, expected: number, received: number): Error {
  return retortError('KD_E_DATA_TRUNCATED', { what: 'the length of the IDX file', where, expected: `${expected} bytes`, received: `${received} bytes` });
}
