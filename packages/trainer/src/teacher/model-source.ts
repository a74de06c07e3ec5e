// The simplest teacher: one model, trained before any arm starts or brought along trained.
import { type Choice, defineTeacher, type TrainingSpec } from '@retort/kernel';
import { choiceOf } from '@retort/kernel/zod';
import { z } from 'zod';

const training = z.custom<TrainingSpec>((value) => typeof value === 'object' && value !== null, 'expected training settings').optional();

export const modelSource = defineTeacher({
  id: 'model',
  summary: 'One model: trained first on all labels where `training` is given, else taken as it is',
  options: z.strictObject({ model: choiceOf('family').describe('a model family, or a saved folder'), training }),
  create: ({ model, training }: { readonly model: Choice; readonly training?: TrainingSpec | undefined }) => ({
    members: [{ name: 'teacher', model, ...(training === undefined ? {} : { training }) }],
  }),
});
