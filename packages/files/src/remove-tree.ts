// Removes a file, or a folder with all it holds. A symbolic link is removed itself; what it points to is not touched.
import type { FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';

/** Nothing happens where nothing is there. */
export async function removeTree(files: FileSystem, path: string): Promise<void> {
  const stat = await files.stat(path);
  if (stat === undefined) return;
  if (!stat.isDirectory) return files.removeFile(path);
  for (const name of await files.list(path)) await removeTree(files, joinPath(path, name));
  await files.removeFolder(path);
}
