// The student alone: the baseline that distillation is compared with.
import { defineStrategy } from '@retort/kernel';

/** One stage `alone`: the task loss only, whatever the recipe's objective says. A teacher is not used. */
export const alone = defineStrategy({
  id: 'alone',
  summary: 'one stage: the student learns the labels, without a teacher',
  create: () => ({
    async *stages({ student, view, training, name }) {
      yield {
        name: name('alone'),
        learners: [{ name: 'student', student: { slot: name('student'), model: student }, objective: { task: 1, terms: [] } }],
        view,
        training,
      };
      return { slot: name('student') };
    },
  }),
});
