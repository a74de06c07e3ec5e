// Layer pairs named one by one.
import { defineMapping } from '@retort/kernel';
import { z } from 'zod';
import { knownTap } from '../known-tap.ts';

const tap = z.string().min(1);

const PairsOptions = z.strictObject({
  pairs: z
    .union([z.record(tap, tap), z.array(z.tuple([tap, tap]))])
    .transform((pairs) => (Array.isArray(pairs) ? pairs : Object.entries(pairs)))
    .refine((pairs) => pairs.length > 0, 'expected at least one pair')
    .refine((pairs) => new Set(pairs.map((pair) => JSON.stringify(pair))).size === pairs.length, 'the same pair twice: raise the weight instead')
    .describe(
      'Student tap to teacher tap, `{ block1: stage2, block2: stage5 }`, or a list `[[student, teacher], ...]` where a student tap is read more than once.',
    ),
});

/**
 * The pairs as they are named, in their order. Several student taps may read one teacher tap, and in the list form one
 * student tap several teacher taps. @throws KD_E_TAP_UNKNOWN naming the side and the nearest taps.
 */
export const pairs = defineMapping({
  id: 'pairs',
  summary: 'layer pairs named one by one',
  options: PairsOptions,
  create: ({ pairs: named }) => ({
    pairs: (sides) =>
      named.map(([student, teacher]) => ({ student: knownTap(student, sides.student, 'student'), teacher: knownTap(teacher, sides.teacher, 'teacher') })),
  }),
});
