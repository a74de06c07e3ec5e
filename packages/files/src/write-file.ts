// Writes a file through to the disk. Not atomic: for files that nobody reads before their folder is committed.
import type { FileHandle, FileSystem } from './file-system.ts';

/** Replaces the file. Returns once the bytes survive a power loss (the name needs `syncFolder` or a commit). */
export async function writeFile(files: FileSystem, path: string, data: Uint8Array | string): Promise<void> {
  await fill(await files.open(path, 'write'), bytesOf(data));
}

/** Writes, syncs and closes; closes also where it fails. */
export async function fill(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await handle.write(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}
