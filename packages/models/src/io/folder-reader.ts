// Reads files of a model folder, contained in it. A folder that Retort committed is verified against its hashes as a whole first.
import { type FileSystem, joinPath, readFolder, readInside } from '@retort/files';

const COMMIT_MANIFEST = 'manifest.json';

/** The bytes of a file inside. Throws `KD_E_FILES_*`: `ESCAPE` for a path that leads out, `TOO_LARGE` before allocating. */
export type ReadFile = (relative: string, maxBytes: number) => Promise<Uint8Array<ArrayBuffer>>;

export async function folderReader(files: FileSystem, folder: string): Promise<ReadFile> {
  const exists = (await files.stat(folder)) !== undefined;
  if (exists && (await files.stat(joinPath(folder, COMMIT_MANIFEST))) === undefined) {
    return (relative, maxBytes) => readInside(files, folder, relative, { maxBytes });
  }
  const { path, contents } = await readFolder(files, folder);
  return async (relative, maxBytes) => contents.get(relative) ?? (await readInside(files, path, relative, { maxBytes }));
}
