// The contained read: every path that stands in a model folder or a manifest goes through here, and none leads out.
import { type RetortError, retortError } from '@retort/kernel';
import type { FileHandle, FileStat, FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';
import { checkRelative } from './relative-path.ts';

/**
 * The real path of the regular file `relative` in `root`. `root` itself is trusted and may be a link.
 * Throws `KD_E_FILES_ESCAPE` for `..`, absolute paths, drives, backslashes, control characters, a symbolic link at the
 * file or at any folder above it, a second hard link, another spelling than the disk's; `KD_E_FILES_MISSING`.
 * What it says may be outdated a moment later: to read, use {@link readInside}.
 */
export async function resolveInside(files: FileSystem, root: string, relative: string): Promise<string> {
  return (await locate(files, root, relative)).path;
}

/** Reads `relative` in `root` under the rules of {@link resolveInside}, checked again on the opened file itself. */
export async function readInside(
  files: FileSystem,
  root: string,
  relative: string,
  options?: { readonly maxBytes?: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await openInside(files, root, relative);
  try {
    return await handle.readAll(options);
  } finally {
    await handle.close();
  }
}

/** The checked file, open for reading. The caller closes it. */
async function openInside(files: FileSystem, root: string, relative: string): Promise<FileHandle> {
  const { path } = await locate(files, root, relative);
  const handle = await files.open(path, 'read-nofollow');
  try {
    const opened = await handle.stat();
    checkOrdinary(opened, root, relative);
    // A folder above may have been swapped between the check and the opening. One file, one name: if the name that is
    // inside now is the name of what was opened, then what was opened is inside.
    const again = await locate(files, root, relative);
    if (again.stat.identity !== opened.identity) throw escapes(root, relative, 'a file that was swapped while it was opened');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function locate(files: FileSystem, root: string, relative: string): Promise<{ path: string; stat: FileStat }> {
  checkRelative(relative, root);
  const path = joinPath(await files.realPath(root), relative);
  const real = await files.realPath(path);
  if (real !== path) {
    throw escapes(root, relative, real.toLowerCase() === path.toLowerCase() ? 'another spelling of the name' : 'a symbolic link');
  }
  const stat = await files.stat(path);
  if (stat === undefined) throw retortError('KD_E_FILES_MISSING', { what: `the file "${relative}" in "${root}"` });
  checkOrdinary(stat, root, relative);
  return { path, stat };
}

function checkOrdinary(stat: FileStat, root: string, relative: string): void {
  if (stat.isSymbolicLink) throw escapes(root, relative, 'a symbolic link');
  if (stat.isDirectory) throw retortError('KD_E_FILES_KIND', { what: `the path "${relative}" in "${root}"`, expected: 'a file', received: 'a folder' });
  if (!stat.isFile) throw escapes(root, relative, 'a device, pipe or socket');
  if (stat.links !== 1) throw escapes(root, relative, `a file with ${stat.links} names (hard links)`);
}

function escapes(root: string, relative: string, received: string): RetortError {
  return retortError('KD_E_FILES_ESCAPE', { what: `the path "${relative}" in "${root}"`, expected: 'a regular file of its own inside this folder', received });
}
