// A disk that forgets at a crash what was not synced: bytes may be lost, torn or zero, names may be undone, in any mixture.
// Renames stay atomic, as every journalling file system keeps them. Stricter than any one real system.
import type { FileSystem } from '../file-system.ts';
import { filesOf } from '../memory-files.ts';
import { contentOf, type MemoryEdit, type MemoryFile, type MemoryFolder, type MemoryNode, MemoryTree } from '../memory-tree.ts';

/** For the i-th thing that was not synced: a whole number that decides its fate. Pure, so that a failure can be repeated. */
export type Fate = (index: number) => number;

export interface CrashDisk {
  readonly files: FileSystem;
  /** What a new process finds after a power loss at this instant, on a disk of its own. */
  crash(fate: Fate): FileSystem;
}

/** Everything that was not synced is lost, everything is kept, or each thing has its own fate by the bits of `seed`. */
export const fates = {
  lost: (): number => 0,
  kept: (): number => 1,
  mixed:
    (seed: number): Fate =>
    (index) =>
      Math.imul(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b), 0xc2b2ae35) >>> 13,
};

export function crashDisk(): CrashDisk {
  const contents = new Map<MemoryFile, Uint8Array>();
  const names = new Map<MemoryFolder, Map<string, MemoryNode>>();
  let pending: (readonly MemoryEdit[])[] = [];

  const namesOf = (folder: MemoryFolder): Map<string, MemoryNode> => {
    const known = names.get(folder) ?? new Map<string, MemoryNode>();
    names.set(folder, known);
    return known;
  };
  const apply = (durable: (folder: MemoryFolder) => Map<string, MemoryNode>, edits: readonly MemoryEdit[]): void => {
    for (const { folder, name, node } of edits) {
      if (node === undefined) durable(folder).delete(name);
      else durable(folder).set(name, node);
    }
  };
  const tree = new MemoryTree({
    edited: (edits) => {
      pending.push(edits);
    },
    synced: (node) => {
      if (node.kind === 'file') {
        contents.set(node, contentOf(node));
        return;
      }
      const touches = (edits: readonly MemoryEdit[]): boolean => edits.some(({ folder }) => folder === node);
      for (const edits of pending.filter(touches)) apply(namesOf, edits);
      pending = pending.filter((edits) => !touches(edits));
    },
  });

  return {
    files: filesOf(tree),
    crash(fate) {
      let decided = 0;
      const next = (): number => fate(decided++);
      const survived = new Map([...names].map(([folder, entries]) => [folder, new Map(entries)]));
      const survivedNames = (folder: MemoryFolder): Map<string, MemoryNode> => {
        const known = survived.get(folder) ?? new Map<string, MemoryNode>();
        survived.set(folder, known);
        return known;
      };
      for (const edits of pending) if (next() % 2 === 1) apply(survivedNames, edits);
      const after = new MemoryTree();
      const copy = (from: MemoryFolder, to: MemoryFolder): void => {
        for (const [name, node] of survivedNames(from)) {
          if (node.kind === 'file') {
            after.edit([{ folder: to, name, node: after.newFile([contentAfter(node, contents.get(node), next)]) }]);
          } else {
            const folder = after.newFolder();
            after.edit([{ folder: to, name, node: folder }]);
            copy(node, folder);
          }
        }
      };
      copy(tree.root, after.root);
      return filesOf(after);
    },
  };
}

/** Synced bytes are there. Where later ones were written: the old, the new, half of the new, or the new length in zeros. */
function contentAfter(file: MemoryFile, synced: Uint8Array | undefined, next: () => number): Uint8Array {
  const before = synced ?? new Uint8Array(0);
  const now = contentOf(file);
  if (before.length === now.length && before.every((byte, at) => byte === now[at])) return before;
  const appended = now.length >= before.length && before.every((byte, at) => byte === now[at]);
  const start = appended ? before.length : 0;
  switch (next() % 4) {
    case 0:
      return before;
    case 1:
      return now;
    case 2:
      return now.slice(0, start + Math.floor((now.length - start) / 2));
    default:
      return now.map((byte, at) => (at < start ? byte : 0));
  }
}
