// The source of a teacher around a teacher: the inner one's members, and a wrapper around what comes of them.
import type { Choice } from '../contract/clock.ts';
import type { Teacher } from '../contract/model.ts';
import type { RandomStream } from '../contract/random.ts';
import type { TeacherSource } from '../contract/teacher-source.ts';
import type { Maker } from '../plugin/plugin.ts';

/** Makes the wrapper around one teacher, which it owns. */
export type WrapTeacher = (teacher: Teacher, random: RandomStream) => Teacher;

/**
 * `wrap` around the teacher that `inner` describes. Around a committee it goes around each member, so that the members are still heard apart;
 * around one that has a wrapper of its own, outside of that.
 */
export function wrapSource(maker: Maker, inner: Choice, wrap: WrapTeacher): TeacherSource {
  const source = maker.make('teacher', inner, 'teacher');
  const around =
    (own: WrapTeacher | undefined): WrapTeacher =>
    (teacher, random) =>
      wrap(own?.(teacher, random.child('inner')) ?? teacher, random);
  if (source.merge === undefined || source.wrap !== undefined) return { ...source, wrap: around(source.wrap?.bind(source)) };
  return { ...source, members: source.members.map((member) => ({ ...member, wrap: around(member.wrap?.bind(member)) })) };
}
