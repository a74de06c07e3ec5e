// Lists all files below a folder. Symbolic links are reported, not followed.
import type { FileStat, FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';

export interface FolderWalk {
  /** Relative paths of everything that is not a folder, sorted. */
  readonly files: readonly { readonly path: string; readonly stat: FileStat }[];
  /** Relative paths of the folders below, deepest first. */
  readonly folders: readonly string[];
}

export async function walkFolder(files: FileSystem, root: string, below = ''): Promise<FolderWalk> {
  const found: { path: string; stat: FileStat }[] = [];
  const folders: string[] = [];
  for (const name of await files.list(joinPath(root, below))) {
    const path = joinPath(below, name);
    const stat = await files.stat(joinPath(root, path));
    if (stat === undefined) continue; // Removed since the folder was listed.
    if (!stat.isDirectory) {
      found.push({ path, stat });
      continue;
    }
    const inner = await walkFolder(files, root, path);
    found.push(...inner.files);
    folders.push(...inner.folders, path);
  }
  return { files: found.sort((a, b) => (a.path < b.path ? -1 : 1)), folders };
}
