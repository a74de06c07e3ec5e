// Makes a folder appear whole, or not at all. A kill between any two calls leaves one of these states, and read-folder.ts
// finds a complete version in each (X the target, T = X.tmp-*, A = X.old-*):
//   X | X and a partial T | X and a complete T | A and T (X set aside) | X new, and A | X
// A is removed only after the new X survives a power loss. The next commit removes what is left of T and A.
import { type RetortError, retortError } from '@retort/kernel';
import { discard } from './discard.ts';
import { ensureFolder } from './ensure-folder.ts';
import { explainFailure } from './explain-failure.ts';
import type { FileSystem } from './file-system.ts';
import { checkDistinct, formatManifest, MANIFEST, type ManifestFile } from './manifest.ts';
import { joinPath, parentOf } from './paths.ts';
import { checkRelative } from './relative-path.ts';
import { sha256 } from './sha256.ts';
import type { JsonObject } from './strict-json.ts';
import { removeLeftovers, temporariesOf, temporaryName } from './temporary-name.ts';
import { readManifest } from './verify-folder.ts';
import { walkFolder } from './walk-folder.ts';
import { writeFile } from './write-file.ts';

const INTACT = 'The previous version is intact.';

export interface CommitOptions {
  /** Kept in the manifest. */
  readonly metadata?: JsonObject;
}

/**
 * Calls `write` with an empty folder next to `target`, then syncs every file in it, writes `manifest.json` with the SHA-256
 * and length of each, and renames the folder into place. An older version is replaced as a whole; on failure it stays.
 * One process at a time commits a given target. Read it with `readFolder`.
 *
 * Throws `KD_E_FILES_FOREIGN` where `target` holds anything that a commit did not put there: that is never removed.
 */
export async function commitFolder(files: FileSystem, target: string, write: (temporary: string) => Promise<void>, options: CommitOptions = {}): Promise<void> {
  let standing = 'Nothing was left at this path.';
  let temporary: string | undefined;
  let aside: string | undefined;
  try {
    await ensureFolder(files, parentOf(target));
    const replaces = await checkReplaceable(files, target);
    if (replaces) standing = INTACT;
    else if (await isSetAside(files, target)) standing = 'The previous version is complete under the name that an interrupted save gave it.';
    await removeLeftovers(files, target, 'tmp');
    // While X is absent, an A may be the only complete version.
    if (replaces) await removeAsides(files, target);
    temporary = await temporaryName(files, target, 'tmp');
    await files.mkdir(temporary);
    await write(temporary);
    await seal(files, temporary, options.metadata ?? {});
    if (replaces) {
      const name = await temporaryName(files, target, 'old');
      await files.rename(target, name);
      aside = name;
    }
    await files.rename(temporary, target);
    temporary = undefined;
    aside = undefined;
    standing = 'The new version is complete and in place, but a power loss could still undo it.';
    await files.syncFolder(parentOf(target));
    standing = 'The new version is complete and in place; only what it replaced could not be removed.';
    await removeLeftovers(files, target, 'old');
  } catch (error) {
    if (aside !== undefined) standing = await putBack(files, aside, target);
    if (temporary !== undefined) standing += await discard(files, temporary);
    throw explainFailure(error, `save the folder "${target}"`, standing);
  }
}

/** Whether there is something to replace. Throws where it is not ours to replace. */
async function checkReplaceable(files: FileSystem, target: string): Promise<boolean> {
  const stat = await files.stat(target);
  if (stat === undefined) return false;
  if (!stat.isDirectory) throw foreign(target, stat.isSymbolicLink ? 'a symbolic link' : 'a file');
  const present = (await walkFolder(files, target)).files.map(({ path }) => path);
  if (present.length === 0) return true;
  if (!present.includes(MANIFEST)) throw foreign(target, `files without a manifest, "${present[0]}" among them`);
  const listed = new Set((await readManifest(files, target)).files.map(({ path }) => path));
  const stranger = present.find((path) => path !== MANIFEST && !listed.has(path));
  if (stranger !== undefined) throw foreign(target, `the file "${stranger}", which its manifest does not list`);
  return true;
}

function foreign(target: string, received: string): RetortError {
  return retortError('KD_E_FILES_FOREIGN', { what: `the folder "${target}"`, expected: 'nothing, or a folder that Retort committed', received });
}

/** Syncs what was written and puts the manifest on top. */
async function seal(files: FileSystem, folder: string, metadata: JsonObject): Promise<void> {
  const walk = await walkFolder(files, folder);
  const listed: ManifestFile[] = [];
  checkDistinct(walk.files, folder);
  for (const { path, stat } of walk.files) {
    checkRelative(path, folder);
    if (!stat.isFile || stat.links !== 1) {
      throw retortError('KD_E_FILES_ESCAPE', { what: `the path "${path}" in "${folder}"`, expected: 'a regular file', received: 'a link or device' });
    }
    await syncFile(files, joinPath(folder, path));
    const bytes = await files.readFile(joinPath(folder, path));
    listed.push({ path, bytes: bytes.length, sha256: await sha256(bytes) });
  }
  for (const path of walk.folders) await files.syncFolder(joinPath(folder, path));
  await writeFile(files, joinPath(folder, MANIFEST), await formatManifest({ files: listed, metadata }));
  await files.syncFolder(folder);
}

async function syncFile(files: FileSystem, path: string): Promise<void> {
  const handle = await files.open(path, 'append');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only once X survives a power loss, whoever put it there: a commit may have been killed before it synced the name. */
async function removeAsides(files: FileSystem, target: string): Promise<void> {
  if (!(await isSetAside(files, target))) return;
  await files.syncFolder(parentOf(target));
  await removeLeftovers(files, target, 'old');
}

async function isSetAside(files: FileSystem, target: string): Promise<boolean> {
  return (await temporariesOf(files, target, 'old')).length > 0;
}

async function putBack(files: FileSystem, aside: string, target: string): Promise<string> {
  try {
    await files.rename(aside, target);
    return INTACT;
  } catch (error) {
    return `The previous version is complete in "${aside}" and is found there (it could not be moved back: ${String(error)}).`;
  }
}
