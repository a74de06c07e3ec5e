// Names of temporary files and folders, next to what they will become, and the removal of those a killed process left.
import { RetortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { joinPath, nameOf, parentOf } from './paths.ts';
import { removeTree } from './remove-tree.ts';

/** `tmp`: will become the target. `old`: was the target and was set aside while a new one takes its place. */
export type TemporaryKind = 'tmp' | 'old';

// Only what matches is ever removed: process, thread, counter. No one gives such a name by hand.
const PATTERN = /^(?<base>.+)\.(?<kind>tmp|old)-p\d+t\d+n\d+$/;

// A counter of this thread: it keeps concurrent writes apart and reaches no result.
let made = 0;

/**
 * `model.tmp-p4312t0n7`: free now, and given by no other living process or thread. `damaged` is for what is set aside for
 * people to look at: it is never removed.
 */
export async function temporaryName(files: FileSystem, target: string, kind: TemporaryKind | 'damaged'): Promise<string> {
  for (;;) {
    made += 1;
    const path = `${target}.${kind}-${files.owner}n${made}`;
    if ((await files.stat(path)) === undefined) return path;
  }
}

/** What a temporary name stands for, or `undefined` for any other name. */
export function parseTemporaryName(name: string): { base: string; kind: TemporaryKind } | undefined {
  const groups = PATTERN.exec(name)?.groups;
  return groups === undefined ? undefined : { base: groups.base as string, kind: groups.kind as TemporaryKind };
}

/** Paths of the temporary files and folders of `target`, sorted. */
export async function temporariesOf(files: FileSystem, target: string, kind: TemporaryKind): Promise<readonly string[]> {
  const parent = parentOf(target);
  const matches = (name: string) => {
    const parsed = parseTemporaryName(name);
    return parsed !== undefined && parsed.base === nameOf(target) && parsed.kind === kind;
  };
  return (await files.list(parent)).filter(matches).map((name) => joinPath(parent, name));
}

/** Removes what an interrupted write of `target` left. */
export async function removeLeftovers(files: FileSystem, target: string, kind: TemporaryKind): Promise<void> {
  for (const path of await temporariesOf(files, target, kind)) {
    try {
      await removeTree(files, path);
    } catch (error) {
      // Another process removes it too, or still has it open: then it is not a leftover, and its owner settles it.
      if (!RetortError.is(error, 'KD_E_FILES_MISSING') && !RetortError.is(error, 'KD_E_FILES_BUSY')) throw error;
    }
  }
}
