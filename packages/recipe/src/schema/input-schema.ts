// The schema of a recipe as a person writes it. Strict: a key it does not know is an error. Defaults are not its business.

import { choiceOf, trainingShape } from '@retort/kernel/zod';
import { z } from 'zod';
import { dataShape, optional, pluginNames, reportShape, scheduleOr, seed, termShape, view } from './parts.ts';

export const trainingInput = z.strictObject(optional(trainingShape));

const { knowledge, ...termRest } = termShape;
const { source, ...dataRest } = dataShape;

const term = z.strictObject({
  knowledge,
  ...optional({
    ...termRest,
    layers: z.record(z.string(), z.string().min(1)).describe('Student layer to teacher layer: short for mapping { id: pairs, pairs: {...} }.'),
  }),
});

const objective = z.strictObject(
  optional({
    id: z.string().min(1).meta({ axis: 'objective', description: 'How the terms are combined.' }),
    task: scheduleOr('Weight of the cross-entropy with the labels.'),
    terms: z.array(term),
  }),
);

const arm = z.strictObject(
  optional({
    student: z.union([z.string().min(1), z.looseObject({ id: z.string().min(1).optional() })]).describe('Another student, or other options of it.'),
    objective,
    strategy: choiceOf('strategy').describe('In what order training happens.'),
    view,
    training: trainingInput,
  }),
);

const teacher = z
  .union([
    z.string().min(1),
    z.looseObject({
      id: z.string().min(1).optional().describe('model when absent.'),
      model: choiceOf('family').describe('The network of the teacher.').optional(),
      training: trainingInput.optional().describe('How the teacher is trained before any student; completed with the defaults.'),
    }),
  ])
  .meta({ axis: 'teacher', description: 'Who is learned from. Its id is model when absent.' });

export const inputSchema = z
  .strictObject({
    name: z.string().describe('Names the run folder: lower-case letters, digits and -.'),
    data: z.strictObject({ source, ...optional(dataRest) }).describe('The samples, and who sees which labels.'),
    student: choiceOf('family').describe('The network that is trained.'),
    ...optional({
      extends: z.union([z.string().min(1), z.array(z.string().min(1))]).describe('Presets that fill what the recipe leaves open.'),
      seed: seed.describe('One seed.'),
      seeds: z.array(seed).min(1).describe('The whole run is done once for each seed.'),
      engine: choiceOf('engine').describe('What computes; auto takes the fastest present.'),
      plugins: pluginNames,
      teacher,
      objective,
      strategy: choiceOf('strategy').describe('In what order training happens; offline with a teacher, alone without.'),
      view,
      training: trainingInput,
      compare: z.record(z.string(), arm).describe('Further ways of training the student; each changes parts of the main one.'),
      report: z.strictObject(optional(reportShape)),
    }),
  })
  .meta({ title: 'Retort recipe' });
