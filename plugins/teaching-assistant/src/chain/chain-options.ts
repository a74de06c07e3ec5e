// The options that every chain has: which assistants, and who ends it.
import { choiceOf, objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { AssistantOptions } from './assistant.ts';

const named = z
  .array(AssistantOptions)
  .refine((all) => {
    const names = all.map(({ name }, index) => name ?? `assistant-${index + 1}`);
    return new Set(names).size === names.length;
  }, 'expected assistants of different names')
  .describe('The networks between teacher and student, the largest first.');

const count = z.int().min(0).max(8).describe('How many.');

const byParameters = z.strictObject({
  count,
  by: z.literal('parameters').default('parameters').describe('Sizes between the two networks, so that the numbers of parameters have one ratio.'),
});

const byAccuracy = z.strictObject({
  count,
  by: z
    .literal('accuracy')
    .describe('Networks of several sizes are trained alone; kept are those whose accuracies divide that from student to teacher evenly.'),
  candidates: z.int().min(1).max(31).default(5).describe('How many sizes are tried.'),
});

export const ChainOptions = z
  .strictObject({
    assistants: z.union([named, byAccuracy, byParameters]).default({ count: 1, by: 'parameters' }),
    training: trainingChanges.describe("What the assistants' training changes of the recipe's.").default({}),
    objective: objectiveChanges.describe("What the assistants' objective changes of the recipe's.").default({}),
    last: choiceOf('strategy').describe('How the student itself is trained, when the assistants are done.').default('offline'),
  })
  .refine(({ assistants }) => !('candidates' in assistants) || assistants.candidates >= assistants.count, {
    error: 'expected at least as many candidates as assistants',
    path: ['assistants', 'candidates'],
  });

export type ChainOptions = z.output<typeof ChainOptions>;
