// What a teacher around a teacher has in common with the one inside.
import type { Teacher } from '../contract/model.ts';

/**
 * Taps, shapes, classes, what it checks, and disposal: it owns the inner teacher. Not a committee: whoever asks must ask the wrapper.
 *
 * @param named - what the wrapper does to the answers, with all that it depends on: it leads the digest. Without it there is none.
 */
export function likeTeacher(inner: Teacher, named?: string): Omit<Teacher, 'observe'> {
  const { taps, layers, classes, covers, parameters } = inner;
  return {
    taps,
    classes,
    ...(layers === undefined ? {} : { layers }),
    ...(covers === undefined ? {} : { covers }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(inner.digest === undefined || named === undefined ? {} : { digest: async () => `${named} (${await inner.digest?.()})` }),
    ...(inner.check === undefined ? {} : { check: (demand) => inner.check?.(demand) }),
    shapeOf: (tap) => inner.shapeOf(tap),
    dispose: () => inner.dispose(),
  };
}
