// Tensors and plain data as two files of a folder: weights.safetensors and state.json. Used for checkpoints and for
// finished stages; whether the folder is whole is the caller's commit.
import { decodeSafetensors, encodeSafetensors, type FileSystem, readFolder, writeFile } from '@retort/files';
import type { NamedTensors, Tensor } from '@retort/kernel';
import { readAll, tensor } from '@retort/tensor';

const WEIGHTS = 'weights.safetensors';
const STATE = 'state.json';

export async function writeState(files: FileSystem, folder: string, tensors: NamedTensors, state: object): Promise<void> {
  const values = await readAll(tensors);
  const host = Object.fromEntries(Object.entries(values).map(([name, data]) => [name, { dtype: 'float32' as const, shape: tensors[name]!.shape, data }]));
  await writeFile(files, `${folder}/${WEIGHTS}`, encodeSafetensors(host));
  await writeFile(files, `${folder}/${STATE}`, `${JSON.stringify(state, written)}\n`);
}

/** Verified and read in one pass. The caller disposes the tensors. Throws `KD_E_FILES_MISSING`, `KD_E_FILES_DAMAGED`. */
export async function readState<T>(files: FileSystem, folder: string): Promise<{ readonly state: T; readonly tensors: Record<string, Tensor> }> {
  const { contents } = await readFolder(files, folder);
  const state = JSON.parse(new TextDecoder().decode(contents.get(STATE)), read) as T;
  const { tensors } = decodeSafetensors(contents.get(WEIGHTS)!);
  return { state, tensors: Object.fromEntries(Object.entries(tensors).map(([name, { data, shape }]) => [name, tensor(data, [...shape], 'float32')])) };
}

/** JSON has no NaN and no infinity, but a metric may be one. */
const NUMBER = '$number';

function written(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { [NUMBER]: String(value) } : value;
}

function read(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && NUMBER in value ? Number(value[NUMBER]) : value;
}
