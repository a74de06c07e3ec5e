// A strategy of one stage, for tests of strategies that nest another one.
import { type Contribution, defineStrategy, requireTeacher } from '@retort/kernel';

/** Under the given id: one stage `distill`, in which the student in the slot `student` learns the objective from the teacher. */
export function tinyStrategy(id: string): Contribution<'strategy'> {
  return defineStrategy({
    id,
    summary: 'one stage, for tests',
    create: () => ({
      async *stages(context) {
        const { student: model, objective, view, training, name } = context;
        const slot = name('student');
        yield {
          name: name('distill'),
          learners: [{ name: 'student', student: { slot, model }, teacher: requireTeacher(context, id), objective }],
          view,
          training,
        };
        return { slot };
      },
    }),
  });
}
