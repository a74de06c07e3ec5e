// The recipe's teacher: its members are trained where they do not come trained, joined, and measured.
import type { Student, Teacher, TeacherSource } from '@retort/kernel';
import { measure } from '../evaluate/measure.ts';
import { answers, predictLogits } from '../evaluate/predict.ts';
import { joinMembers } from '../teacher/join-members.ts';
import { Carried } from './carried.ts';
import { memberParts, memberStage, memberTeacher, openMember } from './member-stage.ts';
import { Cost, participantOf } from './participant.ts';
import type { RunEvent } from './run-event.ts';
import { runStage } from './run-stage.ts';
import type { SingleTeacher, Slots } from './slots.ts';
import { judgedOn, placeOf, type Taught, TEACHER_ARM, UNTAUGHT, type World } from './world.ts';

/** `undefined` where interrupted. `slots` own the models; the caller disposes the teacher. */
export async function* prepareTeacher(world: World, source: TeacherSource | undefined, slots: Slots): AsyncGenerator<RunEvent, Taught | undefined> {
  if (source === undefined) return UNTAUGHT;
  const { maker, data } = world;
  const cost = new Cost();
  const carried = new Carried();
  for (const member of source.members) {
    if (member.open !== undefined) continue;
    const { parts } = memberParts(member, data);
    const stage = memberStage(member, maker);
    if (stage === undefined) {
      await slots.open({ slot: member.name, model: member.model }, `teacher "${member.name}"`, parts.classes.length);
      continue;
    }
    const finished = yield* runStage({ ...world, data: parts, stage, place: placeOf(world, TEACHER_ARM, stage), slots, carried, taught: UNTAUGHT });
    if (finished === undefined) return undefined;
    cost.add(stage, finished);
    yield { kind: 'member', seed: world.seed, member: member.name, student: slots.get(member.name, 'teacher') };
  }
  const teacher = await joinSource(source, world, slots);
  try {
    const predict = answers(teacher);
    const models = modelsOf(source, slots);
    const judged = judgedOn(data);
    const { predictions, metrics } = measure(await predictLogits(predict, judged, data.shape, data.classes.length), judged.labels, data.classes.length);
    const participant = await participantOf(world, { name: TEACHER_ARM, predict, models, others: teacher, cost: cost.total(), teacher: undefined });
    return { teacher, models, single: singleOf(source, slots), predictions, metrics, participant };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}

/**
 * All members, those in their slots and those that are opened here, heard as the source says. The caller disposes the result; the models stay
 * the slots'.
 */
export async function joinSource(source: TeacherSource, { data, maker, random }: Pick<World, 'data' | 'maker' | 'random'>, slots: Slots): Promise<Teacher> {
  const members: Teacher[] = [];
  try {
    for (const member of source.members) {
      if (member.open !== undefined) members.push(await openMember(member, data));
      else members.push(memberTeacher(slots.teacher(member.name, 'teacher'), memberParts(member, data).covers, data));
    }
    return joinMembers(source, members, maker, random.child('teacher'));
  } catch (error) {
    for (const member of members) member.dispose();
    throw error;
  }
}

export function modelsOf({ members }: TeacherSource, slots: Slots): readonly Student[] {
  return members.flatMap(({ name, open }) => (open === undefined ? [slots.get(name, 'teacher')] : []));
}

/** The one model that the teacher is, where it is one and knows all classes. */
export function singleOf({ members }: TeacherSource, slots: Slots): SingleTeacher | undefined {
  const [only, ...more] = members;
  if (only?.open !== undefined || only === undefined || more.length > 0 || only.classes !== undefined) return undefined;
  return { student: slots.get(only.name, 'teacher'), model: only.model };
}
