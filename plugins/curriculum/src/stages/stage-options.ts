// The options of `stages`: a list of parts of one training.
import { choiceOf, objectiveChanges, trainingChanges, view } from '@retort/kernel/zod';
import { z } from 'zod';

const select = z.strictObject({
  by: z
    .enum(['teacher', 'student'])
    .default('teacher')
    .describe(
      "Whose cross-entropy with the labels says what is easy (its entropy where there is no label): the teacher's, or the student's as it is when the stage begins.",
    ),
  keep: z.number().gt(0).max(1).describe('Fraction of the samples that is kept.'),
  order: z.enum(['easiest', 'hardest']).default('easiest').describe('Which of them.'),
});

export const PartOptions = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and -')
      .describe('Names the stage.'),
    epochs: z.int().min(1).describe('Short for training: { epochs }.').exactOptional(),
    training: trainingChanges.describe("What this part changes of the recipe's training.").default({}),
    objective: objectiveChanges.describe("What this part changes of the recipe's objective.").default({}),
    view: view.describe('Which samples it sees; as the recipe says when absent.').exactOptional(),
    select: select.describe('Keeps the easiest or hardest samples of the view.').exactOptional(),
    strategy: choiceOf('strategy').describe('How the student is trained in this part; one stage from the teacher when absent.').exactOptional(),
  })
  .refine(({ epochs, training }) => epochs === undefined || training.epochs === undefined, {
    error: 'expected the epochs once: here, or in `training`',
    path: ['epochs'],
  });

export type PartOptions = z.output<typeof PartOptions>;

export const StagesOptions = z.strictObject({
  stages: z
    .array(PartOptions)
    .min(1)
    .refine((parts) => new Set(parts.map(({ name }) => name)).size === parts.length, 'expected stages of different names')
    .refine((parts) => parts.every(({ name }) => name !== 'student'), 'expected another name than "student", which is that of the model')
    .refine((parts) => parts[0]?.select?.by !== 'student', 'expected a stage before the one in which the student selects')
    .describe('The parts of the training, in order; each goes on with the student as the one before has left it.'),
});
