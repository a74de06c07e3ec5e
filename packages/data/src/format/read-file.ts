// A data file as bytes, unpacked where it is gzip, its size capped before it is read.
import type { FileSystem } from '@retort/files';
import { MAX_FILE_BYTES } from '../dataset/limits.ts';
import { gunzip } from './gunzip.ts';

/** Throws `KD_E_FILES_MISSING`, `KD_E_FILES_TOO_LARGE`, `KD_E_DATA_SIZE`, `KD_E_DATA_GZIP`. */
export async function readFile(files: FileSystem, path: string, limit = MAX_FILE_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  return gunzip(await files.readFile(path, { maxBytes: limit }), path, limit);
}
