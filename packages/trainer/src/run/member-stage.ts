// The stage that trains one member of the recipe's teacher, and the teacher that the trained member is.
import { type ClassParts, classParts, type DataParts } from '@retort/data';
import { type Maker, type ModelMember, type OpenedMember, retortError, type Stage, type Teacher } from '@retort/kernel';
import { specialistTeacher } from '../teacher/specialist-teacher.ts';

/** A teacher sees every label; its stage carries its member's name. None for a member whose model comes trained. */
export function memberStage({ name, model, training }: ModelMember, maker: Maker): Stage | undefined {
  if (training === undefined) {
    if (maker.make('family', model, `teacher "${name}"`).trained !== true) {
      throw retortError('KD_E_RUN_UNTRAINED', {
        what: `the teacher "${name}"`,
        expected: '`training`, or a model that comes trained',
        received: JSON.stringify(model),
      });
    }
    return undefined;
  }
  return { name, view: 'full', training, learners: [{ name, student: { slot: name, model }, objective: { task: 1, terms: [] } }] };
}

/** What a member learns from: everything, or a specialist's classes. Throws as `classParts` does. */
export function memberParts({ name, classes }: ModelMember, data: DataParts): ClassParts | { readonly parts: DataParts; readonly covers?: never } {
  return classes === undefined ? { parts: data } : classParts(data, classes, `the teacher "${name}"`);
}

/** The member as a teacher of all classes of the run. */
export function memberTeacher(member: Teacher, covers: readonly number[] | undefined, { classes }: DataParts): Teacher {
  return covers === undefined ? member : specialistTeacher(member, covers, classes.length);
}

/** A member that is no network of the run. The caller disposes it. @throws KD_E_PLAN_CLASSES */
export async function openMember({ name, open }: OpenedMember, { shape, classes }: DataParts): Promise<Teacher> {
  const teacher = await open({ inputShape: shape, classes: classes.length });
  if (teacher.classes === classes.length) return teacher;
  teacher.dispose();
  throw retortError('KD_E_PLAN_CLASSES', {
    what: `the teacher "${name}"`,
    expected: `${classes.length} classes, as the data has`,
    received: String(teacher.classes),
  });
}
