// Writes a student as a standard TensorFlow.js layers model folder.
import { commitFiles, type FileSystem } from '@retort/files';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { modelFiles } from './model-files.ts';

/**
 * The folder appears whole, or not at all; an earlier version is replaced. `tf.loadLayersModel` reads it.
 *
 * @throws KD_E_MODEL_WEIGHTS where two weights have one name; KD_E_FILES_*.
 */
export async function saveModel(files: FileSystem, student: LayersStudent, folder: string): Promise<void> {
  await commitFiles(files, folder, await modelFiles(student));
}
