// The penultimate vectors: what most relation methods and many hints read. The mapping where none is named.
import { defineMapping, type TapName, type TapShapes } from '@retort/kernel';
import { lastTap } from '../last-tap.ts';

/** On each side the tap `features`, the vector before the last dense layer; where a model has none, its last inner tap. */
export const features = defineMapping({
  id: 'features',
  summary: 'the vector before the logits on both sides',
  create: () => ({ pairs: ({ student, teacher }) => [{ student: choose(student, 'student'), teacher: choose(teacher, 'teacher') }] }),
});

function choose(taps: TapShapes, side: 'student' | 'teacher'): TapName {
  return taps.has('features') ? 'features' : lastTap(taps, side);
}
