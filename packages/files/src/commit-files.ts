// A folder from contents that are already in memory, committed as one.
import { commitFolder } from './commit-folder.ts';
import type { FileSystem } from './file-system.ts';
import { joinPath } from './paths.ts';
import { writeFile } from './write-file.ts';

/** Contents by file name. The folder appears whole, or not at all; an earlier version is replaced. */
export async function commitFiles(files: FileSystem, target: string, contents: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  await commitFolder(files, target, async (temporary) => {
    for (const [name, bytes] of contents) await writeFile(files, joinPath(temporary, name), bytes);
  });
}
