// The exporter of students that are layers models.
import { defineExporter, retortError } from '@retort/kernel';
import { isLayersStudent } from '../adopt/layers-student.ts';
import { modelFiles } from './model-files.ts';

/** Throws `KD_E_MODEL_EXPORT` for any other student. */
export const layersExporter = defineExporter({
  id: 'layers',
  summary: 'A TensorFlow.js layers model: model.json and weights.bin',
  create: () => ({
    files(student) {
      if (!isLayersStudent(student)) throw retortError('KD_E_MODEL_EXPORT', { what: `the exporter "layers"`, expected: 'a student made by adoptModel()' });
      return modelFiles(student);
    },
  }),
});
