// A teacher lent out: it answers as it does, but whoever has it cannot dispose it.
import type { Teacher } from '@retort/kernel';

export function borrowedTeacher(teacher: Teacher): Teacher {
  return {
    taps: teacher.taps,
    classes: teacher.classes,
    shapeOf: (tap) => teacher.shapeOf(tap),
    observe: (batch, taps) => teacher.observe(batch, taps),
    ...(teacher.layers === undefined ? {} : { layers: teacher.layers }),
    ...(teacher.committee === undefined ? {} : { committee: teacher.committee }),
    ...(teacher.covers === undefined ? {} : { covers: teacher.covers }),
    ...(teacher.digest === undefined ? {} : { digest: () => teacher.digest!() }),
    ...(teacher.check === undefined ? {} : { check: (demand) => teacher.check!(demand) }),
    ...(teacher.parameters === undefined ? {} : { parameters: teacher.parameters }),
    dispose() {
      // Its owner does.
    },
  };
}
