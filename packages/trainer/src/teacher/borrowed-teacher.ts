// A teacher lent out: it answers as it does, but whoever has it cannot dispose it.
import { likeTeacher, prepareInner, type Teacher } from '@retort/kernel';

export function borrowedTeacher(teacher: Teacher): Teacher {
  return {
    ...likeTeacher(teacher),
    ...(teacher.traceable === undefined ? {} : { traceable: teacher.traceable }),
    ...prepareInner(teacher),
    observe: (batch, taps) => teacher.observe(batch, taps),
    ...(teacher.committee === undefined ? {} : { committee: teacher.committee }),
    ...(teacher.digest === undefined ? {} : { digest: async () => teacher.digest!() }),
    dispose() {
      // Its owner does.
    },
  };
}
