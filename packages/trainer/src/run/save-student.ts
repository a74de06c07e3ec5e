// Writes a student as a standard TensorFlow.js model folder, whole or not at all.
import type { FileSystem } from '@retort/files';
import { retortError, type Student } from '@retort/kernel';
import { isLayersStudent, saveModel } from '@retort/models';

export async function saveStudent(files: FileSystem, student: Student, folder: string): Promise<void> {
  if (!isLayersStudent(student))
    throw retortError('KD_E_TRAIN_SAVE', {
      what: 'the student',
      expected: 'a model over a tf.LayersModel',
      received: 'another kind of student',
      where: folder,
    });
  await saveModel(files, student, folder);
}
