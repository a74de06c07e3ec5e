// No connector: for knowledge that compares relations, attention or similarities and so needs no common space.
import { defineConnector } from '@retort/kernel';
import { clone } from '@retort/tensor';

/** `[B, ...]` -> the same, whatever the teacher's shape. The knowledge itself must allow unequal shapes. */
export const none = defineConnector({
  id: 'none',
  summary: 'no change; the shapes may differ, for knowledge that needs no common space',
  create: () => ({ build: ({ student }) => ({ shape: student, apply: (x) => clone(x) }) }),
});
