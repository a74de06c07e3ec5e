// Whoever a reference means, once a stage is over: the recipe's teacher, a slot, or several of them as a committee.
import { type Maker, type RandomStream, retortError, type Student, type Teacher, type TeacherRef } from '@retort/kernel';
import { borrowedTeacher } from '../teacher/borrowed-teacher.ts';
import { committeeTeacher } from '../teacher/committee-teacher.ts';
import type { Slots } from './slots.ts';

export interface Answering {
  readonly slots: Slots;
  readonly teacher: Teacher | undefined;
  /** The models of the teacher. */
  readonly models: readonly Student[];
  readonly maker: Maker;
  /** Of the weights of committees. */
  readonly random: RandomStream;
}

export interface OpenedTeacher {
  readonly teacher: Teacher;
  /** All models that answer. */
  readonly models: readonly Student[];
  /** The slots among them. */
  readonly slots: readonly string[];
  /** Frees what the reference needed; the models stay with their owners. */
  dispose(): void;
}

/** @throws KD_E_RUN_STAGE for a learner of a stage, an empty slot, or a teacher that the recipe lacks. */
export function openTeacher(ref: TeacherRef, answering: Answering, where: string): OpenedTeacher {
  const { slots, teacher, models } = answering;
  switch (ref.kind) {
    case 'teacher': {
      if (teacher === undefined) throw retortError('KD_E_RUN_STAGE', { what: where, expected: 'a recipe with a teacher', received: 'the teacher' });
      return { teacher: borrowedTeacher(teacher), models, slots: [], dispose: nothing };
    }
    case 'slot':
      return { teacher: slots.teacher(ref.slot, where), models: [slots.get(ref.slot, where)], slots: [ref.slot], dispose: nothing };
    case 'committee':
      return openCommittee(ref, answering, where);
    default:
      throw retortError('KD_E_RUN_STAGE', { what: where, expected: 'the teacher, a slot or a committee of them', received: `a ${ref.kind} of a stage` });
  }
}

function openCommittee({ members, merge }: Extract<TeacherRef, { kind: 'committee' }>, answering: Answering, where: string): OpenedTeacher {
  const { maker, random } = answering;
  const opened: [string, OpenedTeacher][] = [];
  try {
    for (const [name, ref] of Object.entries(members))
      opened.push([name, openTeacher(ref, { ...answering, random: random.child(name) }, `${where}, member "${name}"`)]);
    const committee = committeeTeacher(Object.fromEntries(opened.map(([name, { teacher }]) => [name, teacher])), merge, maker, random);
    return {
      teacher: committee,
      models: opened.flatMap(([, { models }]) => models),
      slots: opened.flatMap(([, { slots }]) => slots),
      dispose: () => committee.dispose(),
    };
  } catch (error) {
    for (const [, member] of opened) member.dispose();
    throw error;
  }
}

function nothing(): void {
  // The models belong to their slots.
}
