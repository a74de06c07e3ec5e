// The exporter of students that are layers models.
import { FILES } from '@retort/files';
import { defineExporter, retortError } from '@retort/kernel';
import { isLayersStudent } from '../adopt/layers-student.ts';
import { saveModel } from './save-model.ts';

/** Throws `KD_E_MODEL_EXPORT` for any other student. */
export const layersExporter = defineExporter({
  id: 'layers',
  summary: 'A TensorFlow.js layers model: model.json and weights.bin',
  needs: { files: FILES },
  create: (_options, { files }) => ({
    async write(student, folder) {
      if (!isLayersStudent(student)) throw retortError('KD_E_MODEL_EXPORT', { what: `the exporter "layers"`, expected: 'a student made by adoptModel()' });
      await saveModel(files, student, folder);
    },
  }),
});
