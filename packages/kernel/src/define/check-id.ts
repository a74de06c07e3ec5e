// Ids name folders, keys and columns: one strict alphabet, and no name that Object.prototype owns.
import { retortError } from '../error/error-table.ts';

const PATTERN = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/;

/** Returns the id, or throws `KD_E_ID_INVALID`. */
export function checkId(id: string, what: string): string {
  if (typeof id !== 'string' || !PATTERN.test(id) || id in Object.prototype) {
    throw retortError('KD_E_ID_INVALID', { what: `the ${what}`, expected: `something like "conv1x1" or "team/method"`, received: JSON.stringify(id) });
  }
  return id;
}
