// Who judges samples as easy or hard: one finished model.
import { retortError, type Selection, type TeacherRef } from '@retort/kernel';

/** The teacher as one that can select. @param what - for people. @throws KD_E_STRATEGY_SELECT */
export function selector(teacher: TeacherRef | undefined, what: string): Selection['by'] {
  if (teacher?.kind === 'teacher' || teacher?.kind === 'slot') return teacher;
  throw retortError('KD_E_STRATEGY_SELECT', { what, expected: 'a teacher that is one finished model', received: teacher?.kind ?? 'none' });
}
