// For strategies that cannot do without a teacher.
import type { StrategyContext, TeacherRef } from '../contract/stage.ts';
import { retortError } from '../error/error-table.ts';

/** The context's teacher. @param id - of the strategy, for people. @throws KD_E_STRATEGY_TEACHER */
export function requireTeacher({ teacher }: Pick<StrategyContext, 'teacher'>, id: string): TeacherRef {
  if (teacher === undefined) throw retortError('KD_E_STRATEGY_TEACHER', { what: `the strategy "${id}"`, expected: 'a teacher', received: 'none' });
  return teacher;
}
