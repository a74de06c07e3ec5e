// The port over the disk of Node.js. The only file that imports node:fs; entry `@retort/files/node`.
import { type BigIntStats, constants } from 'node:fs';
import { lstat, mkdir, type FileHandle as NodeHandle, open, readdir, realpath, rename, rmdir, unlink } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { retortError } from '@retort/kernel';
import type { FileHandle, FileStat, FileSystem, OpenMode } from './file-system.ts';
import { retry } from './retry.ts';
import { systemError } from './system-error.ts';
import { tooLarge } from './too-large.ts';

const WINDOWS = process.platform === 'win32';
const WRITE = constants.O_WRONLY | constants.O_CREAT;
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  // O_NONBLOCK: opening a pipe must not wait for its writer. Windows has neither flag.
  'read-nofollow': constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  write: WRITE | constants.O_TRUNC,
  'write-new': WRITE | constants.O_EXCL,
  append: WRITE | constants.O_APPEND,
};
/** Milliseconds between attempts where Windows refuses a rename because somebody holds the file for a moment. */
const RENAME_WAITS = WINDOWS ? [10, 20, 40, 80, 160, 320] : [];

/** A path as the system writes it (`C:\runs`), with `/` between its parts. */
export function fromNative(path: string): string {
  return WINDOWS ? path.replaceAll('\\', '/') : path;
}

export const nodeFiles: FileSystem = {
  owner: `p${process.pid}t${threadId}`,
  readFile: (path, options) =>
    attempt('read', path, async () => {
      const handle = await open(path, FLAGS.read);
      try {
        return await readAll(handle, path, options?.maxBytes);
      } finally {
        await handle.close();
      }
    }),
  open: (path, mode) => attempt('open', path, async () => handleOf(await open(path, FLAGS[mode], 0o666), path)),
  stat: (path) =>
    attempt('look at', path, async () => {
      try {
        return statOf(await lstat(path, { bigint: true }));
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    }),
  realPath: (path) => attempt('resolve', path, async () => fromNative(await realpath(path))),
  list: (path) => attempt('list', path, async () => (await readdir(path)).sort()),
  mkdir: (path) =>
    attempt('make folder', path, async () => {
      await mkdir(path, { recursive: true });
    }),
  rename: (from, to) =>
    attempt('rename', from, () =>
      retry(
        () => rename(from, to),
        (error) => ['EPERM', 'EBUSY', 'EACCES'].some((code) => hasCode(error, code)),
        RENAME_WAITS,
      ),
    ),
  removeFile: (path) => attempt('remove', path, () => unlink(path)),
  removeFolder: (path) => attempt('remove folder', path, () => rmdir(path)),
  syncFolder: (path) =>
    attempt('sync folder', path, async () => {
      // Windows cannot open a folder to sync it; NTFS journals names by itself.
      if (WINDOWS) return;
      const handle = await open(path, constants.O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
};

async function attempt<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw systemError(error, operation, path);
  }
}

function handleOf(handle: NodeHandle, path: string): FileHandle {
  let open = true;
  const guarded = <T>(operation: string, work: () => Promise<T>): Promise<T> =>
    attempt(operation, path, () => {
      if (!open) throw retortError('KD_E_FILES_CLOSED', { what: `cannot ${operation} "${path}"` });
      return work();
    });
  return {
    stat: () => guarded('look at', async () => statOf(await handle.stat({ bigint: true }))),
    readAll: (options) => guarded('read', () => readAll(handle, path, options?.maxBytes)),
    read: (into, position) => guarded('read', () => readAt(handle, into, position)),
    write: (bytes) =>
      guarded('write', async () => {
        let at = 0;
        while (at < bytes.length) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }),
    truncate: (size) => guarded('truncate', () => handle.truncate(size)),
    sync: () => guarded('sync', () => handle.sync()),
    close: async () => {
      if (!open) return;
      open = false;
      await attempt('close', path, () => handle.close());
    },
  };
}

async function readAt(handle: NodeHandle, into: Uint8Array, position: number): Promise<number> {
  let at = 0;
  while (at < into.length) {
    const { bytesRead } = await handle.read(into, at, into.length - at, position + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

async function readAll(handle: NodeHandle, path: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await handle.stat();
  if (size > maxBytes) throw tooLarge(path, size, maxBytes);
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, size - at, at);
    if (bytesRead === 0) return bytes.slice(0, at);
    at += bytesRead;
  }
  return bytes;
}

function statOf(stat: BigIntStats): FileStat {
  return {
    isFile: stat.isFile(),
    isDirectory: stat.isDirectory(),
    isSymbolicLink: stat.isSymbolicLink(),
    size: Number(stat.size),
    links: Number(stat.nlink),
    identity: `${stat.dev}:${stat.ino}`,
  };
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
