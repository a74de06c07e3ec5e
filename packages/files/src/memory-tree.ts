// Files and folders in memory, as nodes with identities. Not the port: memory-files.ts is; an observer may watch changes.
import { errno } from './system-error.ts';

export interface MemoryFile {
  readonly kind: 'file';
  readonly id: number;
  /** In order; joined when read. */
  chunks: Uint8Array[];
}

export interface MemoryFolder {
  readonly kind: 'folder';
  readonly id: number;
  readonly entries: Map<string, MemoryNode>;
}

export type MemoryNode = MemoryFile | MemoryFolder;

/** One name in one folder: what it now stands for. */
export interface MemoryEdit {
  readonly folder: MemoryFolder;
  readonly name: string;
  readonly node: MemoryNode | undefined;
}

/** Sees every change of names (edits of one call are atomic) and every sync. */
export interface MemoryObserver {
  edited(edits: readonly MemoryEdit[]): void;
  synced(node: MemoryNode): void;
}

export class MemoryTree {
  readonly root: MemoryFolder;
  readonly #observer: MemoryObserver | undefined;
  #ids = 0;

  constructor(observer?: MemoryObserver) {
    this.#observer = observer;
    this.root = this.newFolder();
  }

  newFile(chunks: Uint8Array[] = []): MemoryFile {
    this.#ids += 1;
    return { kind: 'file', id: this.#ids, chunks };
  }

  newFolder(): MemoryFolder {
    this.#ids += 1;
    return { kind: 'folder', id: this.#ids, entries: new Map() };
  }

  find(path: string): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.root;
    for (const part of partsOf(path)) {
      if (node === undefined) return undefined;
      if (node.kind !== 'folder') throw errno('ENOTDIR', 'a part of the path is a file');
      node = node.entries.get(part);
    }
    return node;
  }

  get(path: string): MemoryNode {
    const node = this.find(path);
    if (node === undefined) throw errno('ENOENT', 'no such file or folder');
    return node;
  }

  folder(path: string): MemoryFolder {
    const node = this.get(path);
    if (node.kind !== 'folder') throw errno('ENOTDIR', 'not a folder');
    return node;
  }

  /** The folder and name that a path stands for; the root has none. */
  place(path: string): { folder: MemoryFolder; name: string } {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw errno('EPERM', 'the root cannot be changed');
    return { folder: this.folder(parts.join('/')), name };
  }

  edit(edits: readonly MemoryEdit[]): void {
    for (const { folder, name, node } of edits) {
      if (node === undefined) folder.entries.delete(name);
      else folder.entries.set(name, node);
    }
    this.#observer?.edited(edits);
  }

  sync(node: MemoryNode): void {
    this.#observer?.synced(node);
  }
}

/** `a//b/./c/../d` is `a`, `b`, `d`. */
export function partsOf(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

export function sizeOf(file: MemoryFile): number {
  return file.chunks.reduce((size, chunk) => size + chunk.length, 0);
}

/** Fills `into` from `position` on; returns how many bytes there were. */
export function copyFrom(file: MemoryFile, into: Uint8Array, position: number): number {
  let copied = 0;
  let start = 0;
  for (const chunk of file.chunks) {
    const from = Math.max(0, position - start);
    if (copied === into.length) break;
    if (from < chunk.length) {
      const part = chunk.subarray(from, from + into.length - copied);
      into.set(part, copied);
      copied += part.length;
      position += part.length;
    }
    start += chunk.length;
  }
  return copied;
}

/** A fresh copy. */
export function contentOf(file: MemoryFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOf(file));
  let at = 0;
  for (const chunk of file.chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
