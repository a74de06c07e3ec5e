// A size in a data spec, a count or a fraction below 1, as a count.
import { retortError } from '@retort/kernel';

/** A fraction is rounded to the nearest count. Throws `KD_E_DATA_SPLIT` for anything else, and for more than `available`. */
export function splitSize(value: number, available: number, what: string): number {
  const fraction = value > 0 && value < 1;
  const count = fraction ? Math.round(value * available) : value;
  if (!Number.isInteger(count) || count < 0 || count > available) {
    throw retortError('KD_E_DATA_SPLIT', { what, expected: `a whole number from 0 to ${available}, or a fraction between 0 and 1`, received: `${value}` });
  }
  return count;
}
