// Every state in which a dying process can leave the disk: right before each changing call, in the middle of each write,
// and, where the power goes, with what was not synced lost in part. Found in one pass: death changes nothing afterwards.
import type { FileHandle, FileSystem } from '@retort/files';
import { crashDisk, type Fate, fates } from '@retort/files/testing';
import { digestOfTree, treeOf } from './run-tree.ts';

export interface CrashState {
  /** The call that was not made any more, as `17: rename a/b`. */
  readonly at: string;
  readonly files: FileSystem;
}

export interface CrashStates {
  /** Changing calls of the whole operation. */
  readonly calls: number;
  /** Different disks; equal ones are kept once. */
  readonly states: readonly CrashState[];
  /** The disk at the end. */
  readonly files: FileSystem;
}

/** `fates.kept` is a kill: the system still writes what the process had handed over. */
export async function crashStates(act: (files: FileSystem) => Promise<void>, chosen: readonly Fate[] = [fates.kept]): Promise<CrashStates> {
  const disk = crashDisk();
  const states = new Map<string, CrashState>();
  let calls = 0;
  const look = async (at: string): Promise<void> => {
    for (const fate of chosen) {
      const files = disk.crash(fate);
      const digest = digestOfTree(await treeOf(files, '.'));
      if (!states.has(digest)) states.set(digest, { at, files });
    }
  };
  const change = async <T>(call: string, work: (at: string) => Promise<T>): Promise<T> => {
    calls += 1;
    const at = `${calls}: ${call}`;
    await look(at);
    return work(at);
  };
  await act(watched(disk.files, change, look));
  await look('after the last call');
  return { calls, states: [...states.values()], files: disk.files };
}

type Change = <T>(call: string, work: (at: string) => Promise<T>) => Promise<T>;

function watched(files: FileSystem, change: Change, look: (at: string) => Promise<void>): FileSystem {
  const wrap = (handle: FileHandle, path: string): FileHandle => ({
    ...handle,
    write: (bytes) =>
      change(`write ${path}`, async (at) => {
        const half = Math.floor(bytes.length / 2);
        await handle.write(bytes.subarray(0, half));
        await look(`${at}, half done`);
        await handle.write(bytes.subarray(half));
      }),
    truncate: (size) => change(`truncate ${path}`, () => handle.truncate(size)),
    sync: () => change(`sync ${path}`, () => handle.sync()),
  });
  return {
    ...files,
    open: async (path, mode) => {
      const open = async (): Promise<FileHandle> => wrap(await files.open(path, mode), path);
      return mode.startsWith('read') ? open() : change(`open ${path}`, open);
    },
    mkdir: (path) => change(`mkdir ${path}`, () => files.mkdir(path)),
    rename: (from, to) => change(`rename ${from}`, () => files.rename(from, to)),
    removeFile: (path) => change(`remove ${path}`, () => files.removeFile(path)),
    removeFolder: (path) => change(`remove folder ${path}`, () => files.removeFolder(path)),
    syncFolder: (path) => change(`sync folder ${path}`, () => files.syncFolder(path)),
  };
}
