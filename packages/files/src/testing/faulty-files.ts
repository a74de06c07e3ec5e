// A file system that fails, tears or dies at its N-th changing call, so that a test can loop over every N.
import type { FileHandle, FileSystem, OpenMode } from '../file-system.ts';
import { errno, systemError } from '../system-error.ts';

export interface FaultyOptions {
  /** The changing call that goes wrong, from 1. None when absent: then the calls are only counted. */
  readonly failAt?: number;
  /**
   * `throw`: it does nothing and throws. `torn`: a write puts half of its bytes down first. `kill`: `kill()` is called
   * instead of it. `torn-kill`: after half of its bytes.
   */
  readonly action?: 'throw' | 'torn' | 'kill' | 'torn-kill';
  /** What is thrown; `EIO` when absent. */
  readonly code?: 'ENOSPC' | 'EIO' | 'EACCES' | 'EROFS' | 'EDQUOT';
  /** Whether every later changing call fails as well: a disk that stays full. */
  readonly lasting?: boolean;
  /** `() => process.kill(process.pid, 'SIGKILL')`. Where it returns, every later call of any kind throws {@link Killed}. */
  readonly kill?: () => void;
}

/** What a simulated dead process gets from its file system. Not coded: nothing may handle it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface FaultyFiles extends FileSystem {
  /** Changing calls so far, the failed ones included, as `rename a/b`. */
  readonly calls: readonly string[];
}

const MESSAGES = { ENOSPC: 'no space left on device', EIO: 'i/o error', EACCES: 'permission denied', EROFS: 'read-only file system', EDQUOT: 'quota exceeded' };

export function faultyFiles(files: FileSystem, options: FaultyOptions = {}): FaultyFiles {
  const { failAt, action = 'throw', code = 'EIO', lasting = false, kill } = options;
  const calls: string[] = [];
  let dead = false;

  const alive = (): void => {
    if (dead) throw new Killed('the process was killed');
  };
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    alive();
    return work();
  };
  /** Runs a changing call, or its failure. `half` does half of it, where there is such a thing. */
  const change = async <T>(operation: string, path: string, work: () => Promise<T>, half?: () => Promise<void>): Promise<T> => {
    alive();
    calls.push(`${operation} ${path}`);
    const due = failAt !== undefined && (lasting ? calls.length >= failAt : calls.length === failAt);
    if (!due) return work();
    if (action === 'torn' || action === 'torn-kill') await half?.();
    if (action === 'kill' || action === 'torn-kill') {
      kill?.();
      dead = true;
      alive();
    }
    throw systemError(errno(code, MESSAGES[code]), operation, path);
  };

  const wrap = (handle: FileHandle, path: string): FileHandle => ({
    stat: () => read(() => handle.stat()),
    readAll: (limits) => read(() => handle.readAll(limits)),
    read: (into, position) => read(() => handle.read(into, position)),
    write: (bytes) =>
      change(
        'write',
        path,
        () => handle.write(bytes),
        () => handle.write(bytes.subarray(0, Math.floor(bytes.length / 2))),
      ),
    truncate: (size) => change('truncate', path, () => handle.truncate(size)),
    sync: () => change('sync', path, () => handle.sync()),
    close: () => handle.close(),
  });

  return {
    calls,
    owner: files.owner,
    readFile: (path, limits) => read(() => files.readFile(path, limits)),
    stat: (path) => read(() => files.stat(path)),
    realPath: (path) => read(() => files.realPath(path)),
    list: (path) => read(() => files.list(path)),
    open: async (path, mode) => {
      const open = async (): Promise<FileHandle> => wrap(await files.open(path, mode), path);
      return changes(mode) ? change('open', path, open) : read(open);
    },
    mkdir: (path) => change('mkdir', path, () => files.mkdir(path)),
    rename: (from, to) => change('rename', from, () => files.rename(from, to)),
    removeFile: (path) => change('remove', path, () => files.removeFile(path)),
    removeFolder: (path) => change('remove folder', path, () => files.removeFolder(path)),
    syncFolder: (path) => change('sync folder', path, () => files.syncFolder(path)),
  };
}

function changes(mode: OpenMode): boolean {
  return mode !== 'read' && mode !== 'read-nofollow';
}
