// How much is read into memory, checked before anything of that size is allocated.
import { retortError } from '@retort/kernel';

/** Bytes of one file, and of what it unpacks to. */
export const MAX_FILE_BYTES = 2 ** 30;
/** Bytes of a text file. */
export const MAX_TEXT_BYTES = 2 ** 28;
/** Numbers in the inputs of one part: 1 GiB of float32. */
export const MAX_VALUES = 2 ** 28;

/** Throws `KD_E_DATA_SIZE` where `received` is above `limit`. */
export function capSize(received: number, limit: number, unit: 'bytes' | 'values', what: string): void {
  if (received > limit) throw retortError('KD_E_DATA_SIZE', { what, expected: `at most ${limit} ${unit}`, received: `${received} ${unit}` });
}

/** The product of a shape; exact, or Infinity where it cannot be. */
export function volume(shape: readonly number[]): number {
  const product = shape.reduce((a, b) => a * b, 1);
  return Number.isSafeInteger(product) ? product : Number.POSITIVE_INFINITY;
}
