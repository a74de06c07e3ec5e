// Strict UTF-8: a byte that is not text is an error, never a replacement character.
import { retortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';

/** The text, or `undefined` where the bytes are not UTF-8. A byte order mark stays. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A text file, without the byte order mark that some editors put. Throws `KD_E_FILES_TEXT`. */
export async function readText(files: FileSystem, path: string, options?: { readonly maxBytes?: number }): Promise<string> {
  const text = decodeText(await files.readFile(path, options));
  if (text === undefined) throw retortError('KD_E_FILES_TEXT', { what: `the file "${path}"`, expected: 'UTF-8 text', received: 'other bytes' });
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
