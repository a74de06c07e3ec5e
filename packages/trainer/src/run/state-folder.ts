// Tensors and plain data as two files of a folder: weights.safetensors and state.json. Used for checkpoints and for
// finished stages; whether the folder is whole is the caller's commit.
import { decodeSafetensors, encodeSafetensors, type FileSystem, readFolder, writeFile } from '@retort/files';
import type { NamedTensors, Tensor } from '@retort/kernel';
import { readAll, tensor } from '@retort/tensor';

const WEIGHTS = 'weights.safetensors';
const STATE = 'state.json';

export async function writeState(files: FileSystem, folder: string, tensors: NamedTensors, state: object): Promise<void> {
  const read = await readAll(tensors);
  const host = Object.fromEntries(Object.entries(read).map(([name, data]) => [name, { dtype: 'float32' as const, shape: tensors[name]!.shape, data }]));
  await writeFile(files, `${folder}/${WEIGHTS}`, encodeSafetensors(host));
  await writeFile(files, `${folder}/${STATE}`, `${JSON.stringify(state)}\n`);
}

/** Verified and read in one pass. The caller disposes the tensors. Throws `KD_E_FILES_MISSING`, `KD_E_FILES_DAMAGED`. */
export async function readState<T>(files: FileSystem, folder: string): Promise<{ readonly state: T; readonly tensors: Record<string, Tensor> }> {
  const { contents } = await readFolder(files, folder);
  const state = JSON.parse(new TextDecoder().decode(contents.get(STATE))) as T;
  const { tensors } = decodeSafetensors(contents.get(WEIGHTS)!);
  return { state, tensors: Object.fromEntries(Object.entries(tensors).map(([name, { data, shape }]) => [name, tensor(data, [...shape], 'float32')])) };
}
