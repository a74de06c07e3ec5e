// The teacher of the context beside the peers, where it is asked for.
import { requireTeacher, type StrategyContext, type TeacherRef } from '@retort/kernel';
import { z } from 'zod';

export const teacherOption = z
  .enum(['too', 'no'])
  .default('no')
  .describe("Whether the recipe's teacher, or that of the strategy around this one, teaches too, as one more member.");

/** @param id - of the strategy, for people. @throws KD_E_STRATEGY_TEACHER */
export function taughtToo(context: StrategyContext, teacher: 'too' | 'no', id: string): Readonly<Record<string, TeacherRef>> {
  return teacher === 'no' ? {} : { teacher: requireTeacher(context, id) };
}
