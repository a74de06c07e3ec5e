// Removes generations that are no longer needed. Only folders whose manifest says that Retort wrote all that is in them.
import { RetortError } from '@retort/kernel';
import { checkGeneration } from './check-generation.ts';
import type { FileSystem } from './file-system.ts';
import { generationIndex, generationPath, generationsIn } from './generation-name.ts';
import { MANIFEST } from './manifest.ts';
import { joinPath } from './paths.ts';
import { removeTree } from './remove-tree.ts';
import { parseTemporaryName, temporaryName } from './temporary-name.ts';
import { readManifest } from './verify-folder.ts';
import { walkFolder } from './walk-folder.ts';

/** Keeps `saved` and the `keep` newest that verify, `saved` counted; removes what is older than those and ours. */
export async function pruneGenerations(files: FileSystem, root: string, saved: number, keep: number): Promise<void> {
  const kept = new Set<number>([saved]);
  for (const index of await generationsIn(files, root)) {
    if (kept.has(index)) continue;
    if (kept.size >= keep) {
      await discardGeneration(files, root, index);
    } else if (!RetortError.is(await checkGeneration(files, root, index))) {
      kept.add(index);
    }
  }
  await removeRemains(files, root, kept);
}

/** Renamed first, for good: a kill midway leaves a name that says it is rubbish, not half a generation. */
async function discardGeneration(files: FileSystem, root: string, index: number): Promise<void> {
  const target = generationPath(root, index);
  if ((await files.stat(target)) === undefined || !(await isOurs(files, target))) return;
  const name = await temporaryName(files, target, 'tmp');
  await files.rename(target, name);
  await files.syncFolder(root);
  await removeTree(files, name);
}

async function isOurs(files: FileSystem, folder: string): Promise<boolean> {
  try {
    const listed = new Set((await readManifest(files, folder)).files.map(({ path }) => path));
    return (await walkFolder(files, folder)).files.every(({ path }) => path === MANIFEST || listed.has(path));
  } catch (error) {
    if (RetortError.is(error)) return false;
    throw error;
  }
}

/** What interrupted saves and removals left under temporary names, unless it is the only copy of a kept generation. */
async function removeRemains(files: FileSystem, root: string, kept: ReadonlySet<number>): Promise<void> {
  for (const name of await files.list(root)) {
    const temporary = parseTemporaryName(name);
    const index = temporary === undefined ? undefined : generationIndex(temporary.base);
    if (temporary === undefined || index === undefined) continue;
    const onlyCopy = temporary.kind === 'old' && kept.has(index) && (await files.stat(generationPath(root, index))) === undefined;
    if (!onlyCopy) await removeTree(files, joinPath(root, name));
  }
}
