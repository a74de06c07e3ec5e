// The models of a stage: its learners' students, built where their slots are new, and the copies that follow them.
import { retortError, type Stage, type Student, type Teacher } from '@retort/kernel';
import type { FollowingModel } from '../loop/shadow.ts';
import type { Slots } from './slots.ts';

export interface StageModels {
  /** By slot. */
  readonly students: ReadonlyMap<string, Student>;
  readonly shadows: readonly FollowingModel[];
}

/**
 * Every shadow starts as a copy of its learner. A new student takes its first weights only from what was there before the stage.
 *
 * @throws KD_E_RUN_STAGE, KD_E_RUN_FROM, KD_E_PLAN_CLASSES
 */
export async function openModels({ name: stage, learners, shadows = [] }: Stage, slots: Slots, classes: number): Promise<StageModels> {
  for (const { name, student } of learners) {
    const where = `the student of learner "${name}" in stage "${stage}"`;
    // Where a slot is not new, `from` says nothing.
    if (!slots.has(student.slot) && student.from?.kind === 'slot') slots.get(student.from.slot, where);
  }
  const students = new Map<string, Student>();
  for (const { name, student } of learners) students.set(student.slot, await slots.open(student, `student of learner "${name}" in stage "${stage}"`, classes));
  const following: FollowingModel[] = [];
  for (const { slot, of, follow } of shadows) {
    const source = learners.find(({ name }) => name === of)!.student.slot;
    following.push({ slot, follow, of: students.get(source)!, model: await slots.copy(slot, source, `the shadow "${slot}" of stage "${stage}"`) });
  }
  return { students, shadows: following };
}

/** Who selects the samples of a stage; none where it takes all. @throws KD_E_RUN_STAGE for a slot that no earlier stage filled. */
export function openSelector(
  { name, select }: Stage,
  { slots, teacher }: { readonly slots: Slots; readonly teacher: Teacher | undefined },
): Teacher | undefined {
  if (select === undefined) return undefined;
  const where = `who selects the samples of stage "${name}"`;
  if (select.by.kind === 'slot') return slots.teacher(select.by.slot, where);
  if (teacher === undefined) throw retortError('KD_E_RUN_STAGE', { what: where, expected: 'a recipe with a teacher', received: 'the teacher' });
  return teacher;
}
