// The source of a teacher around a teacher: the inner one's members, and a wrapper around what comes of them.
import type { Maker, RandomStream, Teacher, TeacherSource } from '@retort/kernel';
import { z } from 'zod';

/** The option that every wrapper has. An inner teacher without an id is a `model`, as in a recipe. */
export const inner = z
  .union([z.string().min(1), z.looseObject({ id: z.string().min(1).default('model') })])
  .describe('The teacher inside: as it would stand in the recipe.');

/** Makes the wrapper around one teacher, which it owns. */
export type Wrap = (teacher: Teacher, random: RandomStream) => Teacher;

/**
 * `wrap` around the teacher that `inner` describes. Around a committee it goes around each member, so that the members are still heard apart;
 * around one that has a wrapper of its own, outside of that.
 */
export function wrappedSource(maker: Maker, choice: z.infer<typeof inner>, wrap: Wrap): TeacherSource {
  const source = maker.make('teacher', choice, 'teacher');
  const around =
    (own: Wrap | undefined): Wrap =>
    (teacher, random) =>
      wrap(own?.(teacher, random.child('inner')) ?? teacher, random);
  if (source.merge === undefined || source.wrap !== undefined) return { ...source, wrap: around(source.wrap?.bind(source)) };
  return { ...source, members: source.members.map((member) => ({ ...member, wrap: around(member.wrap?.bind(member)) })) };
}
