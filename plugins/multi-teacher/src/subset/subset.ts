// A teacher that answers some classes only, whatever it has learned.
import { defineTeacher, MAKER, retortError, type Teacher, wrapSource } from '@retort/kernel';
import { innerTeacher } from '@retort/kernel/zod';
import { add, mul, sub, tensor2d } from '@retort/tensor';
import { z } from 'zod';
import { changeLogits } from '../wrapper/change-logits.ts';

const SubsetOptions = z.strictObject({
  teacher: innerTeacher,
  classes: z
    .array(z.int().min(0))
    .min(1)
    .refine((classes) => new Set(classes).size === classes.length, 'a class twice')
    .describe('The classes that it answers, by index.'),
});

/**
 * The logits of `classes` as they are, -1e9 for the others: of no probability. The teacher covers these classes, so that a committee asks
 * it for no other. The other taps are those of the teacher inside.
 *
 * @throws KD_E_DATA_CLASS_UNKNOWN when the teacher is made, for a class that the one inside does not have or cover
 */
export const subset = defineTeacher({
  id: 'subset',
  summary: 'only some classes of the teacher inside',
  options: SubsetOptions,
  needs: { maker: MAKER },
  create: ({ teacher, classes }, { maker }) => wrapSource(maker, teacher, (member) => subsetTeacher(member, classes)),
});

/** The logit of a class that is not answered. */
const UNSAID = -1e9;

/** Owns the inner teacher. */
export function subsetTeacher(inside: Teacher, classes: readonly number[]): Teacher {
  const known = inside.covers ?? Array.from({ length: inside.classes }, (_, index) => index);
  const strange = classes.filter((index) => !known.includes(index));
  if (strange.length > 0)
    throw retortError('KD_E_DATA_CLASS_UNKNOWN', {
      what: 'the option `classes` of "subset"',
      expected: `some of ${known.join(', ')}`,
      received: strange.join(', '),
    });
  return {
    ...changeLogits(inside, `subset ${classes.join()}`, (logits) => {
      const mask = tensor2d([Array.from({ length: inside.classes }, (_, index) => (classes.includes(index) ? 1 : 0))], [1, inside.classes], 'float32');
      return add(mul(logits, mask), mul(sub(1, mask), UNSAID));
    }),
    covers: [...classes].sort((a, b) => a - b),
  };
}
