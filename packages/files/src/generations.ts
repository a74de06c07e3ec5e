// A store of checkpoints: one committed folder per step, at least two complete ones kept, the newest that verifies wins.
import { RetortError, retortError } from '@retort/kernel';
import { type CheckedGeneration, checkGeneration, isUnusable } from './check-generation.ts';
import { commitFolder } from './commit-folder.ts';
import type { FileSystem } from './file-system.ts';
import { generationPath, generationsIn } from './generation-name.ts';
import { parentOf } from './paths.ts';
import { pruneGenerations } from './prune-generations.ts';
import type { JsonObject } from './strict-json.ts';
import { temporaryName } from './temporary-name.ts';
import { verifyFolder } from './verify-folder.ts';

export interface Generation extends CheckedGeneration {
  /** Newer ones that were not usable, newest first. */
  readonly skipped: readonly SkippedGeneration[];
}

export interface SkippedGeneration {
  readonly index: number;
  readonly folder: string;
  readonly reason: RetortError;
}

export interface GenerationOptions {
  /** Complete generations to keep, at least 2; 2 when absent. */
  readonly keep?: number;
}

/**
 * Saves `root/step-000123` as one commit, then removes generations older than the `keep` newest complete ones. On return
 * the generation survives a power loss. A damaged folder of the same index is set aside under another name, not removed.
 */
export async function saveGeneration(
  files: FileSystem,
  root: string,
  index: number,
  write: (temporary: string) => Promise<void>,
  metadata: JsonObject = {},
  options: GenerationOptions = {},
): Promise<void> {
  const target = generationPath(root, index);
  const keep = options.keep ?? 2;
  if (!Number.isInteger(keep) || keep < 2) {
    throw retortError('KD_E_FILES_PATH', { what: 'the number of generations to keep', expected: 'an integer of at least 2', received: String(keep) });
  }
  await setDamagedAside(files, target);
  await commitFolder(files, target, write, { metadata });
  await pruneGenerations(files, root, index, keep);
}

/**
 * The newest generation whose every byte verifies, or `undefined` where none was ever saved. Writes nothing.
 * Throws `KD_E_FILES_DAMAGED` where there are generations and none is usable.
 */
export async function latestGeneration(files: FileSystem, root: string): Promise<Generation | undefined> {
  const skipped: SkippedGeneration[] = [];
  for (const index of await generationsIn(files, root)) {
    const checked = await checkGeneration(files, root, index);
    if (!RetortError.is(checked)) return { ...checked, skipped };
    skipped.push({ index, folder: generationPath(root, index), reason: checked });
  }
  const newest = skipped[0];
  if (newest === undefined) return undefined;
  throw retortError('KD_E_FILES_DAMAGED', {
    what: `all ${skipped.length} checkpoints in "${root}"`,
    received: skipped.map(({ reason }) => reason.message).join(' '),
    action: 'Start anew in another folder, or restore one of them from a copy.',
    cause: newest.reason,
  });
}

async function setDamagedAside(files: FileSystem, target: string): Promise<void> {
  const stat = await files.stat(target);
  if (stat === undefined) return;
  try {
    await verifyFolder(files, target);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    await files.rename(target, await temporaryName(files, target, 'damaged'));
    await files.syncFolder(parentOf(target));
  }
}
