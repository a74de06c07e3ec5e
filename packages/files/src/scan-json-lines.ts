// Splits a log into its records and tells a torn end, which a kill leaves, from damage in the middle, which it never does.
import { RetortError, retortError } from '@retort/kernel';
import { decodeText } from './decode-text.ts';
import { type JsonObject, parseJson } from './strict-json.ts';

export interface JsonLinesScan {
  readonly records: readonly JsonObject[];
  /** Where each record ends, in bytes from the start, its newline included. */
  readonly ends: readonly number[];
  /** Bytes of complete records. */
  readonly size: number;
  /** What follows them, where something does. */
  readonly torn?: { readonly line: number; readonly bytes: number };
}

const NEWLINE = 10;

/**
 * A record counts once its newline is there. The end is torn where the last line is incomplete or unreadable, or from the
 * first line on that holds a NUL (blocks that a power loss left empty). Throws `KD_E_FILES_LOG` for any other bad line.
 */
export function scanJsonLines(bytes: Uint8Array, path: string): JsonLinesScan {
  const records: JsonObject[] = [];
  const ends: number[] = [];
  let size = 0;
  while (size < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, size);
    if (newline === -1) break;
    const line = bytes.subarray(size, newline);
    const record = recordOf(line, `${path}:${records.length + 1}`);
    if (RetortError.is(record)) {
      if (newline === bytes.length - 1 || line.includes(0)) break;
      throw record;
    }
    records.push(record);
    size = newline + 1;
    ends.push(size);
  }
  return { records, ends, size, ...(size < bytes.length && { torn: { line: records.length + 1, bytes: bytes.length - size } }) };
}

function recordOf(line: Uint8Array, where: string): JsonObject | RetortError {
  const bad = (received: string): RetortError => retortError('KD_E_FILES_LOG', { what: 'a line of a log', where, expected: 'one JSON object', received });
  const text = decodeText(line);
  if (text === undefined) return bad('bytes that are not text');
  if (!text.startsWith('{')) return bad(text === '' ? 'an empty line' : `text that starts with ${JSON.stringify(text.slice(0, 20))}`);
  try {
    return parseJson(text, 'a line of a log') as JsonObject;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_JSON')) return bad(error.detail.received ?? 'invalid JSON');
    throw error;
  }
}
