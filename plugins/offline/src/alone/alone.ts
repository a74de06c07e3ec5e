// The student alone: the baseline that distillation is compared with.
import { defineStrategy } from '@retort/kernel';
import { objectiveChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const AloneOptions = z.strictObject({
  objective: objectiveChanges.describe('What it learns instead of the labels: terms that read no teacher, such as label-smoothing.').default({}),
});

/**
 * One stage `alone`: the task loss, whatever the recipe's objective says, or what the option `objective` says. A teacher is not used.
 * Terms that need one are refused by the plan: KD_E_PLAN_TEACHER.
 */
export const alone = defineStrategy({
  id: 'alone',
  summary: 'one stage: the student learns the labels, without a teacher',
  options: AloneOptions,
  create: ({ objective }) => ({
    async *stages({ student, view, training, name }) {
      yield {
        name: name('alone'),
        learners: [{ name: 'student', student: { slot: name('student'), model: student }, objective: { task: 1, terms: [], ...objective } }],
        view,
        training,
      };
      return { slot: name('student') };
    },
  }),
});
