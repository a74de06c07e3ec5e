// Offline distillation: the teacher is finished before the student starts. One stage.
import { defineStrategy, retortError } from '@retort/kernel';

/** One stage `distill`: the student learns the recipe's objective from the recipe's teacher. @throws KD_E_STRATEGY_TEACHER */
export const offline = defineStrategy({
  id: 'offline',
  summary: 'one stage: a finished teacher teaches the student',
  create: () => ({
    async *stages({ student, hasTeacher, objective, view, training }) {
      if (!hasTeacher) throw retortError('KD_E_STRATEGY_TEACHER', { what: 'the strategy "offline"', expected: 'a teacher', received: 'none' });
      yield {
        name: 'distill',
        learners: [{ name: 'student', student: { slot: 'student', model: student }, teacher: { kind: 'teacher' }, objective }],
        view,
        training,
      };
      return { slot: 'student' };
    },
  }),
});
