// From easy samples to hard ones: the teacher says which is which, and the student sees ever more of them.
import { defineStrategy, divideEpochs, requireTeacher, requireTerms } from '@retort/kernel';
import { objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';
import { selector } from '../select/selector.ts';

const EasyToHardOptions = z.strictObject({
  fractions: z
    .array(z.number().gt(0).max(1))
    .min(1)
    .max(32)
    .refine((all) => all.every((fraction, index) => index === 0 || fraction >= all[index - 1]!), 'expected fractions that do not fall')
    .default([0.25, 0.5, 0.75, 1])
    .describe('How much of the samples each part sees.'),
  order: z.enum(['easiest', 'hardest']).default('easiest').describe('With which samples it begins.'),
  training: trainingChanges.describe("What the training changes of the recipe's; its epochs are those of all parts.").default({}),
  objective: objectiveChanges.describe("What the objective changes of the recipe's.").default({}),
});

/**
 * Stages `part-1`, `part-2`, ...: the student learns by the recipe's objective from the samples whose cross-entropy with the label the
 * teacher finds lowest (its entropy where there is no label), a growing fraction of them, in equal pieces of epochs. After Bengio,
 * Louradour, Collobert, Weston, "Curriculum Learning", ICML 2009; with the order by a trained model of Hacohen, Weinshall, "On the Power of
 * Curriculum Learning", ICML 2019, arXiv:1904.03626.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_SELECT, KD_E_STRATEGY_TERMS, KD_E_STRATEGY_EPOCHS
 */
export const easyToHard = defineStrategy({
  id: 'easy-to-hard',
  summary: 'the student sees a growing share of the samples, those first that the teacher finds easiest',
  options: EasyToHardOptions,
  create: ({ fractions, order, training: changed, objective: changes }) => ({
    async *stages(context) {
      const { student: model, view, name } = context;
      const teacher = requireTeacher(context, 'easy-to-hard');
      const by = selector(teacher, 'the selection of "easy-to-hard"');
      const objective = requireTerms({ ...context.objective, ...changes }, 'easy-to-hard');
      const training = { ...context.training, ...changed };
      const slot = name('student');
      for (const [index, epochs] of divideEpochs(training.epochs, fractions.length, 'the training of "easy-to-hard"').entries()) {
        const keep = fractions[index]!;
        yield {
          name: name(`part-${index + 1}`),
          learners: [{ name: 'student', student: { slot, model }, teacher, objective }],
          view,
          training: { ...training, epochs },
          ...(keep === 1 ? {} : { select: { by, keep, order } }),
        };
      }
      return { slot };
    },
  }),
});
