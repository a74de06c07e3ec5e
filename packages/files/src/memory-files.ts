// The port over memory: for browsers, previews and tests. It has no links, and nothing to lose but the process.
import { retortError } from '@retort/kernel';
import type { FileHandle, FileStat, FileSystem, OpenMode } from './file-system.ts';
import { contentOf, copyFrom, type MemoryFile, type MemoryNode, MemoryTree, partsOf, sizeOf } from './memory-tree.ts';
import { errno, systemError } from './system-error.ts';
import { tooLarge } from './too-large.ts';

/** A file system of its own, empty. */
export function memoryFiles(): FileSystem {
  return filesOf(new MemoryTree());
}

/** The port over a given tree. */
export function filesOf(tree: MemoryTree): FileSystem {
  const attempt = async <T>(operation: string, path: string, work: () => T): Promise<T> => {
    try {
      if (path.includes('\0')) throw errno('EINVAL', 'a path with a NUL');
      return work();
    } catch (error) {
      throw systemError(error, operation, path);
    }
  };
  const removal = (path: string, kind: MemoryNode['kind']) => {
    const node = tree.get(path);
    if (node.kind !== kind) throw errno(kind === 'file' ? 'EISDIR' : 'ENOTDIR', `this is a ${node.kind}`);
    if (node.kind === 'folder' && node.entries.size > 0) throw errno('ENOTEMPTY', 'the folder is not empty');
    tree.edit([{ ...tree.place(path), node: undefined }]);
  };
  return {
    owner: 'p0t0',
    readFile: (path, options) => attempt('read', path, () => readNode(fileAt(tree, path), path, options?.maxBytes)),
    open: (path, mode) => attempt('open', path, () => handleOf(tree, openNode(tree, path, mode), path, mode)),
    stat: (path) => attempt('look at', path, () => statOf(tree.find(path))),
    realPath: (path) =>
      attempt('resolve', path, () => {
        tree.get(path);
        return `/${partsOf(path).join('/')}`;
      }),
    list: (path) => attempt('list', path, () => [...tree.folder(path).entries.keys()].sort()),
    mkdir: (path) =>
      attempt('make folder', path, () => {
        let folder = tree.root;
        for (const name of partsOf(path)) {
          const node = folder.entries.get(name) ?? tree.newFolder();
          if (node.kind !== 'folder') throw errno('EEXIST', `"${name}" is a file`);
          if (!folder.entries.has(name)) tree.edit([{ folder, name, node }]);
          folder = node;
        }
      }),
    rename: (from, to) => attempt('rename', from, () => renameNode(tree, from, to)),
    removeFile: (path) => attempt('remove', path, () => removal(path, 'file')),
    removeFolder: (path) => attempt('remove folder', path, () => removal(path, 'folder')),
    syncFolder: (path) => attempt('sync folder', path, () => tree.sync(tree.folder(path))),
  };
}

function fileAt(tree: MemoryTree, path: string): MemoryFile {
  const node = tree.get(path);
  if (node.kind !== 'file') throw errno('EISDIR', 'this is a folder');
  return node;
}

function openNode(tree: MemoryTree, path: string, mode: OpenMode): MemoryFile {
  if (mode === 'read' || mode === 'read-nofollow') return fileAt(tree, path);
  const place = tree.place(path);
  if (!place.folder.entries.has(place.name)) {
    const node = tree.newFile();
    tree.edit([{ ...place, node }]);
    return node;
  }
  if (mode === 'write-new') throw errno('EEXIST', 'it exists');
  const node = fileAt(tree, path);
  if (mode === 'write') node.chunks = [];
  return node;
}

function handleOf(tree: MemoryTree, node: MemoryFile, path: string, mode: OpenMode): FileHandle {
  let open = true;
  const attempt = async <T>(operation: string, work: () => T): Promise<T> => {
    if (!open) throw retortError('KD_E_FILES_CLOSED', { what: `cannot ${operation} "${path}"` });
    if (mode.startsWith('read') && (operation === 'write' || operation === 'truncate')) throw systemError(errno('EBADF', 'open for reading'), operation, path);
    return work();
  };
  return {
    stat: () => attempt('look at', () => statOf(node)),
    readAll: (options) => attempt('read', () => readNode(node, path, options?.maxBytes)),
    read: (into, position) => attempt('read', () => copyFrom(node, into, position)),
    write: (bytes) =>
      attempt('write', () => {
        node.chunks.push(bytes.slice());
      }),
    truncate: (size) =>
      attempt('truncate', () => {
        node.chunks = [contentOf(node).slice(0, size)];
      }),
    sync: () => attempt('sync', () => tree.sync(node)),
    close: async () => {
      open = false;
    },
  };
}

function readNode(node: MemoryFile, path: string, maxBytes: number | undefined): Uint8Array<ArrayBuffer> {
  const size = sizeOf(node);
  if (maxBytes !== undefined && size > maxBytes) throw tooLarge(path, size, maxBytes);
  return contentOf(node);
}

function statOf(node: MemoryNode): FileStat;
function statOf(node: MemoryNode | undefined): FileStat | undefined;
function statOf(node: MemoryNode | undefined): FileStat | undefined {
  if (node === undefined) return undefined;
  const isFile = node.kind === 'file';
  return { isFile, isDirectory: !isFile, isSymbolicLink: false, size: isFile ? sizeOf(node) : 0, links: 1, identity: `memory:${node.id}` };
}

function renameNode(tree: MemoryTree, from: string, to: string): void {
  const node = tree.get(from);
  const source = tree.place(from);
  const target = tree.place(to);
  const present = target.folder.entries.get(target.name);
  if (present === node) return;
  if (`${partsOf(to).join('/')}/`.startsWith(`${partsOf(from).join('/')}/`)) throw errno('EINVAL', 'a folder cannot move into itself');
  if (present !== undefined) {
    if (node.kind === 'file' && present.kind === 'folder') throw errno('EISDIR', `"${to}" is a folder`);
    if (node.kind === 'folder' && present.kind === 'file') throw errno('ENOTDIR', `"${to}" is a file`);
    if (present.kind === 'folder' && present.entries.size > 0) throw errno('ENOTEMPTY', `"${to}" is not empty`);
  }
  tree.edit([
    { ...source, node: undefined },
    { ...target, node },
  ]);
}
