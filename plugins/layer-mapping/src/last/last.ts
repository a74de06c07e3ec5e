// The last inner layer of both sides, whatever it is called.
import { defineMapping } from '@retort/kernel';
import { lastTap } from '../last-tap.ts';

export const last = defineMapping({
  id: 'last',
  summary: 'the last tap before the logits on both sides',
  create: () => ({ pairs: ({ student, teacher }) => [{ student: lastTap(student, 'student'), teacher: lastTap(teacher, 'teacher') }] }),
});
