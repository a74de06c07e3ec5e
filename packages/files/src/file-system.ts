// The port to the disk: everything Retort asks of a file system. No policy here; every failure is a coded KD_E_FILES_*.
import { type Token, token } from '@retort/kernel';

/** `write` truncates, `write-new` refuses a path that exists, `read-nofollow` refuses a symbolic link as the last part. */
export type OpenMode = 'read' | 'read-nofollow' | 'write' | 'write-new' | 'append';

/** What lies at a path. A symbolic link is described itself, not what it points to. */
export interface FileStat {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
  /** Bytes. */
  readonly size: number;
  /** Names of this file (hard links); 1 for an ordinary file. */
  readonly links: number;
  /** The same for the same file, whatever its name. */
  readonly identity: string;
}

/** An open file. Whoever opened it closes it. */
export interface FileHandle {
  stat(): Promise<FileStat>;
  /** From the start to the end. Throws `KD_E_FILES_TOO_LARGE` before allocating where the file exceeds `maxBytes`. */
  readAll(options?: { readonly maxBytes?: number }): Promise<Uint8Array<ArrayBuffer>>;
  /** Fills `into` from the byte at `position` on. Returns how many there were: fewer where the file ends before. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** All of `bytes`, after what was written before. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file down to `size` bytes. */
  truncate(size: number): Promise<void>;
  /** Returns once what was written survives a power loss. */
  sync(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Paths use `/` on every system. */
export interface FileSystem {
  /** Names this process in names of temporary files: `p` process `t` thread, as in `p4312t0`. */
  readonly owner: string;
  /** A whole file. Throws `KD_E_FILES_TOO_LARGE` before allocating where it exceeds `maxBytes`. */
  readFile(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array<ArrayBuffer>>;
  open(path: string, mode: OpenMode): Promise<FileHandle>;
  /** `undefined` where nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The absolute path, in the disk's own spelling, with every symbolic link followed. */
  realPath(path: string): Promise<string>;
  /** Names in a folder, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** With its parents; nothing happens where it exists. Durable only after `syncFolder` of the parents. */
  mkdir(path: string): Promise<void>;
  /** Atomic. Replaces a file; a folder only where it is empty. */
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** Only an empty one. */
  removeFolder(path: string): Promise<void>;
  /** Returns once the names in this folder survive a power loss. Nothing to do where the system has no such call. */
  syncFolder(path: string): Promise<void>;
}

/** The file system of an application. */
export const FILES: Token<FileSystem> = token<FileSystem>('files');
