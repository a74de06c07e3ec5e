// Offline distillation: the teacher is finished before the student starts. One stage.
import { defineStrategy, requireTeacher } from '@retort/kernel';

/** One stage `distill`: the student learns the objective from the teacher. @throws KD_E_STRATEGY_TEACHER */
export const offline = defineStrategy({
  id: 'offline',
  summary: 'one stage: a finished teacher teaches the student',
  create: () => ({
    async *stages(context) {
      const { student, objective, view, training, name } = context;
      const teacher = requireTeacher(context, 'offline');
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
