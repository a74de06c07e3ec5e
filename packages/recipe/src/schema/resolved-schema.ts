// The schema of a resolved recipe, as a run folder keeps it: every default written out, every arm in full.

import { choiceOf, trainingShape } from '@retort/kernel/zod';
import { z } from 'zod';
import { dataShape, optional, pluginNames, reportShape, scheduleOr, seed, termShape, view } from './parts.ts';

const data = z.strictObject({ ...dataShape, classes: dataShape.classes.optional() });
const training = z.strictObject({ ...trainingShape, clip: trainingShape.clip.optional(), sampler: trainingShape.sampler.optional() });
const { knowledge, weight, ...termRest } = termShape;
const term = z.strictObject({ knowledge, weight, ...optional(termRest) });
const arm = z.strictObject({
  student: choiceOf('family').describe('The network that is trained.'),
  objective: z.strictObject({ id: z.string().min(1).optional(), task: scheduleOr('Weight of the task loss.'), terms: z.array(term) }),
  strategy: choiceOf('strategy').describe('In what order training happens.'),
  view,
  training,
});

export const resolvedSchema = z.strictObject({
  name: z.string(),
  seeds: z.array(seed).min(1),
  engine: choiceOf('engine').describe('What computes.'),
  plugins: pluginNames,
  data,
  teacher: choiceOf('teacher').describe('Who is learned from.').optional(),
  arms: z.record(z.string(), arm),
  report: z.strictObject(reportShape),
});
