// A teacher lent out: it answers as it does, but whoever has it cannot dispose it.
import { isTraceable, likeTeacher, prepareInner, type Teacher } from '@retort/kernel';

export function borrowedTeacher(teacher: Teacher): Teacher {
  const observe: Teacher['observe'] = (batch, taps) => teacher.observe(batch, taps);
  return {
    ...likeTeacher(teacher),
    ...(isTraceable(teacher) ? { traceable: observe } : {}),
    ...prepareInner(teacher),
    observe,
    ...(teacher.committee === undefined ? {} : { committee: teacher.committee }),
    ...(teacher.digest === undefined ? {} : { digest: async () => teacher.digest!() }),
    dispose() {
      // Its owner does.
    },
  };
}
