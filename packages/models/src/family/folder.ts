// A network that comes from a model folder, weights included.
import { FILES } from '@retort/files';
import { defineFamily, type ModelBuild, retortError } from '@retort/kernel';
import { z } from 'zod';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { loadModel } from '../io/load-model.ts';

const options = z.strictObject({
  path: z.string().min(1).describe('Folder with model.json'),
  frozen: z.boolean().default(false).describe('Whether its weights stay as they are'),
  taps: z.record(z.string(), z.string()).default({}).describe('Own names for layers, by name'),
  penalties: z.enum(['refuse', 'ignore']).default('refuse').describe('What to do in training about regularizers and constraints of layers'),
});

/**
 * Loads with `loadModel`; the build's random stream is not used. Taps are those of `adoptModel`.
 * Throws KD_E_MODEL_MISMATCH where the model is for other inputs or another number of classes.
 */
export const folder = defineFamily({
  id: 'folder',
  summary: 'A saved TensorFlow.js layers model',
  options,
  needs: { files: FILES },
  create: ({ path, ...adopt }, { files }) => ({
    trained: true,
    async build(build) {
      const student = await loadModel(files, path, adopt);
      try {
        checkFit(student, build, path);
      } catch (error) {
        student.dispose();
        throw error;
      }
      return student;
    },
  }),
});

function checkFit({ inputShape, classes }: LayersStudent, build: ModelBuild, where: string): void {
  const [expected, received] = [build, { inputShape, classes }].map((each) => `inputs [${each.inputShape.join(', ')}] and ${each.classes} classes`) as [
    string,
    string,
  ];
  if (expected !== received) throw retortError('KD_E_MODEL_MISMATCH', { what: 'the saved model', where, expected, received });
}
