// Makes a folder with its parents so that all of them survive a power loss.
import { retortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { parentOf } from './paths.ts';

/** Nothing happens where it exists. Throws `KD_E_FILES_KIND` where a file has its name. */
export async function ensureFolder(files: FileSystem, path: string): Promise<void> {
  const stat = await files.stat(path);
  // A link may lead to a folder; what is made or listed below it will say where it does not.
  if (stat?.isDirectory === true || stat?.isSymbolicLink === true) return;
  if (stat !== undefined) throw retortError('KD_E_FILES_KIND', { what: `the path "${path}"`, expected: 'a folder', received: 'a file' });
  const parent = parentOf(path);
  if (parent !== path) await ensureFolder(files, parent);
  await files.mkdir(path);
  await files.syncFolder(parent);
}
