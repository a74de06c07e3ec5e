// Removes a file, or a folder with all it holds. A symbolic link is removed itself; what it points to is not touched.
import type { FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';

/** Nothing happens where nothing is there. `first` names an entry to remove before all others. */
export async function removeTree(files: FileSystem, path: string, first?: string): Promise<void> {
  const stat = await files.stat(path);
  if (stat === undefined) return;
  if (!stat.isDirectory) return files.removeFile(path);
  const names = await files.list(path);
  const ordered = first !== undefined && names.includes(first) ? [first, ...names.filter((name) => name !== first)] : names;
  for (const name of ordered) await removeTree(files, joinPath(path, name));
  await files.removeFolder(path);
}
