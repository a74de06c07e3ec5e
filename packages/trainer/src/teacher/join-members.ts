// The teacher that a source describes, of its members' models: each behind its wrapper, several as a committee, all behind the
// source's own wrapper.
import { type Maker, type RandomStream, retortError, type Teacher, type TeacherSource } from '@retort/kernel';
import { committeeTeacher } from './committee-teacher.ts';

/** @param members - in the order of the source's. The result owns them. @throws KD_E_RUN_TEACHER */
export function joinMembers(source: TeacherSource, members: readonly Teacher[], maker: Maker, random: RandomStream): Teacher {
  const wrapped = source.members.map((member, index) => {
    const teacher = members[index]!;
    return [member.name, member.wrap?.(teacher, random.child(`member/${member.name}`)) ?? teacher] as const;
  });
  const joined = source.merge === undefined ? alone(wrapped) : committeeTeacher(Object.fromEntries(wrapped), source.merge, maker, random.child('committee'));
  return source.wrap?.(joined, random.child('wrap')) ?? joined;
}

function alone(members: readonly (readonly [string, Teacher])[]): Teacher {
  if (members.length === 1) return members[0]![1];
  throw retortError('KD_E_RUN_TEACHER', { what: 'a teacher source', expected: 'one member, or a merge', received: `${members.length} members and no merge` });
}
