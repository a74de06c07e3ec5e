// Replaces a file as a whole: whoever reads it, at any instant and after any crash, finds the old bytes or the new ones.
import { RetortError } from '@retort/kernel';
import { discard } from './discard.ts';
import { ensureFolder } from './ensure-folder.ts';
import { explainFailure } from './explain-failure.ts';
import type { FileSystem } from './file-system.ts';
import { parentOf } from './paths.ts';
import { removeLeftovers, temporaryName } from './temporary-name.ts';
import { bytesOf, fill } from './write-file.ts';

const ATTEMPTS = 3;

/**
 * Temporary file next to the target, fsync, rename, fsync of the folder. Makes the parents where they are missing.
 * On return the bytes survive a power loss. Throws `KD_E_FILES_FULL`, `KD_E_FILES_DENIED`, ... saying what still stands.
 */
export async function writeFileAtomic(files: FileSystem, path: string, data: Uint8Array | string): Promise<void> {
  const bytes = bytesOf(data);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await place(files, path, bytes);
    if (outcome === 'placed') return;
    // Another process took our temporary file for a leftover, which it does only before a write of its own.
    if (attempt === ATTEMPTS) throw outcome;
  }
}

async function place(files: FileSystem, path: string, bytes: Uint8Array): Promise<'placed' | unknown> {
  let temporary: string | undefined;
  let standing = 'Nothing was left at this path.';
  try {
    if ((await files.stat(path)) !== undefined) standing = 'The previous version is intact.';
    await ensureFolder(files, parentOf(path));
    await removeLeftovers(files, path, 'tmp');
    const name = await temporaryName(files, path, 'tmp');
    const handle = await files.open(name, 'write-new');
    temporary = name;
    await fill(handle, bytes);
    const vanished = await rename(files, temporary, path);
    if (vanished !== undefined) return vanished;
    temporary = undefined;
    standing = 'The new version is in place, but a power loss could still undo it.';
    await files.syncFolder(parentOf(path));
    return 'placed';
  } catch (error) {
    if (temporary !== undefined) standing += await discard(files, temporary);
    throw explainFailure(error, `write ${bytes.length} bytes to "${path}"`, standing);
  }
}

/** The error where the temporary file is gone, else `undefined`. */
async function rename(files: FileSystem, temporary: string, path: string): Promise<RetortError | undefined> {
  try {
    await files.rename(temporary, path);
    return undefined;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_MISSING') && (await files.stat(temporary)) === undefined) return error;
    throw error;
  }
}
