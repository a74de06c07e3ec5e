// Offline distillation: the teacher is finished before the student starts. One stage.
import { defineStrategy, retortError } from '@retort/kernel';

/** One stage `distill`: the student learns the objective from the teacher. @throws KD_E_STRATEGY_TEACHER */
export const offline = defineStrategy({
  id: 'offline',
  summary: 'one stage: a finished teacher teaches the student',
  create: () => ({
    async *stages({ student, teacher, objective, view, training, name }) {
      if (teacher === undefined) throw retortError('KD_E_STRATEGY_TEACHER', { what: 'the strategy "offline"', expected: 'a teacher', received: 'none' });
      yield {
        name: name('distill'),
        learners: [{ name: 'student', student: { slot: name('student'), model: student }, teacher, objective }],
        view,
        training,
      };
      return { slot: name('student') };
    },
  }),
});
