// The stage that trains one member of the recipe's teacher, and the teacher that the trained member is.
import { type ClassParts, classParts, type DataParts } from '@retort/data';
import { type Maker, type MemberSpec, retortError, type Stage, type Teacher } from '@retort/kernel';
import { specialistTeacher } from '../teacher/specialist-teacher.ts';

/** A teacher sees every label; its stage carries its member's name. None for a member whose model comes trained. */
export function memberStage({ name, model, training }: MemberSpec, maker: Maker): Stage | undefined {
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
export function memberParts({ name, classes }: MemberSpec, data: DataParts): ClassParts | { readonly parts: DataParts; readonly covers?: never } {
  return classes === undefined ? { parts: data } : classParts(data, classes, `the teacher "${name}"`);
}

/** The member as a teacher of all classes of the run. */
export function memberTeacher(member: Teacher, covers: readonly number[] | undefined, { classes }: DataParts): Teacher {
  return covers === undefined ? member : specialistTeacher(member, covers, classes.length);
}
