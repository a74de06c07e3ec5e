// The student's activation as it is, where it already lies in the teacher's space.
import { defineConnector } from '@retort/kernel';
import { clone } from '@retort/tensor';
import { isSameShape } from './advise.ts';
import { refuse } from './refuse.ts';

/** `[B, ...]` -> the same. Refuses unequal shapes (KD_E_CONNECTOR_SHAPES) and says which connector would do. */
export const identity = defineConnector({
  id: 'identity',
  summary: 'no change; the shapes of both sides must be equal',
  create: () => ({
    build(build) {
      if (!isSameShape(build.student, build.teacher)) throw refuse('identity', build, 'equal shapes');
      return { shape: build.student, apply: (x) => clone(x) };
    },
  }),
});
