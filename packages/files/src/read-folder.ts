// Finds and reads the complete version of a committed folder, whatever instant a writer or a kill left it in.
import { RetortError, retortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { joinPath } from './paths.ts';
import { temporariesOf } from './temporary-name.ts';
import { checkNames, readListed, readManifest } from './verify-folder.ts';

const ATTEMPTS = 8;

export interface FolderContents {
  /** Where the version lay: `target`, or the name under which it was set aside. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Bytes by relative path, each equal to its hash. */
  readonly contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Where the complete version of `target` lies now: `target`, or, between the two renames of a replacing commit that was
 * killed there, the name under which the old version was set aside. Throws `KD_E_FILES_MISSING` where there is none.
 */
export async function findFolder(files: FileSystem, target: string): Promise<string> {
  if ((await files.stat(target)) !== undefined) return target;
  for (const aside of await asidesOf(files, target)) {
    if ((await files.stat(joinPath(aside, MANIFEST))) !== undefined) return aside;
  }
  // A writer may have put the new version in place since the first look.
  if ((await files.stat(target)) !== undefined) return target;
  throw retortError('KD_E_FILES_MISSING', { what: `the folder "${target}"` });
}

/** Finds, verifies and reads `target` in one pass: nothing can change between the check and the use. */
export async function readFolder(files: FileSystem, target: string): Promise<FolderContents> {
  for (let attempt = 1; ; attempt += 1) {
    const path = await findFolder(files, target);
    const before = await fingerprint(files, path);
    try {
      return await readAt(files, path);
    } catch (error) {
      // Replaced while it was read: what came is a mixture, and the new version is whole.
      const replaced = RetortError.is(error) && (path !== (await findFolder(files, target)) || before !== (await fingerprint(files, path)));
      if (!replaced || attempt === ATTEMPTS) throw error;
    }
  }
}

async function readAt(files: FileSystem, path: string): Promise<FolderContents> {
  const manifest = await readManifest(files, path);
  await checkNames(files, path, manifest);
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of manifest.files) contents.set(file.path, await readListed(files, path, file));
  return { path, manifest, contents };
}

async function fingerprint(files: FileSystem, path: string): Promise<string | undefined> {
  return (await files.stat(path))?.identity;
}

async function asidesOf(files: FileSystem, target: string): Promise<readonly string[]> {
  try {
    return await temporariesOf(files, target, 'old');
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_MISSING')) return [];
    throw error;
  }
}
