// The library loads a graph from a folder only: the folder lives as long as that takes.
import { tmpdir } from 'node:os';
import { removeTree, writeFile } from '@retort/files';
import { nodeFiles } from '@retort/files/node';

let count = 0;

/** Calls `load` with a folder whose one file `saved_model.pb` has these bytes. */
export async function inFolder<T>(bytes: Uint8Array, load: (folder: string) => T): Promise<T> {
  const folder = `${tmpdir()}/retort-capture-${nodeFiles.owner}-${count++}`;
  await nodeFiles.mkdir(folder);
  try {
    await writeFile(nodeFiles, `${folder}/saved_model.pb`, bytes);
    return load(folder);
  } finally {
    await removeTree(nodeFiles, folder);
  }
}
