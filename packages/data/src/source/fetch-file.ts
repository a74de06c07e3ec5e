// Downloads one published file, checks it and keeps it. A file that fails its check is never written.
import { type FileSystem, joinPath, sha256, writeFileAtomic } from '@retort/files';
import { RetortError, retortError } from '@retort/kernel';
import { drain } from '../format/drain.ts';

export interface PublishedFile {
  readonly name: string;
  /** Of the file as published, hexadecimal. */
  readonly sha256: string;
}

export interface FetchPlan {
  /** Folder in which downloaded files are kept. */
  readonly cache: string;
  /** Address of the folder that holds the files, with a `/` at its end. */
  readonly url: string;
  readonly offline: boolean;
}

const MAX_DOWNLOAD = 2 ** 28;
const TIMEOUT_MS = 300_000;

/**
 * From the cache, else from the network. Checked each time it is read.
 * Throws `KD_E_DATA_OFFLINE`, `KD_E_DATA_DOWNLOAD`, `KD_E_DATA_SIZE`, `KD_E_DATA_CHECKSUM`.
 */
export async function fetchFile(files: FileSystem, file: PublishedFile, { cache, url, offline }: FetchPlan): Promise<Uint8Array<ArrayBuffer>> {
  const path = joinPath(cache, file.name);
  if ((await files.stat(path)) !== undefined) {
    const bytes = await files.readFile(path, { maxBytes: MAX_DOWNLOAD });
    await checkSum(bytes, file, path);
    return bytes;
  }
  const address = new URL(file.name, url).href;
  if (offline)
    throw retortError('KD_E_DATA_OFFLINE', { what: `${file.name} is not in the cache and \`offline\` is set`, expected: path, received: 'no such file' });
  const bytes = await download(address);
  await checkSum(bytes, file, address);
  await writeFileAtomic(files, path, bytes);
  return bytes;
}

async function checkSum(bytes: Uint8Array, { sha256: expected }: PublishedFile, where: string): Promise<void> {
  const received = await sha256(bytes);
  if (received !== expected) throw retortError('KD_E_DATA_CHECKSUM', { what: 'the SHA-256 of the file', where, expected, received });
}

async function download(address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok || response.body === null) {
      throw retortError('KD_E_DATA_DOWNLOAD', {
        what: 'the server refused the file',
        where: address,
        expected: 'status 200',
        received: `status ${response.status}`,
      });
    }
    return await drain(response.body, MAX_DOWNLOAD, (received) => tooLarge(address, received));
  } catch (error) {
    if (RetortError.is(error)) throw error;
    throw retortError('KD_E_DATA_DOWNLOAD', { what: `the download failed: ${(error as Error).message}`, where: address, cause: error });
  }
}

const tooLarge = (where: string, received: number): RetortError =>
  retortError('KD_E_DATA_SIZE', { what: 'the download', where, expected: `at most ${MAX_DOWNLOAD} bytes`, received: `${received} bytes or more` });
