// As many layers of one side as of the other: from the start, or from the end.
import { retortError } from '@retort/kernel';
import { z } from 'zod';
import type { Layer } from './layers-of.ts';
import type { Choose } from './pair-layers.ts';

export const countOption = { layers: z.int().min(1).default(1).describe('How many layers of each side, paired in order.') };

/** @throws KD_E_MAPPING_NO_TAP where a side has fewer. */
export function sameNumber(count: number, take: (layers: readonly Layer[], count: number) => readonly Layer[]): Choose {
  return (student, teacher) => {
    const taken = take(enough(teacher, count, 'teacher'), count);
    return take(enough(student, count, 'student'), count).map((layer, index) => [layer, taken[index]!] as const);
  };
}

function enough(layers: readonly Layer[], count: number, side: 'student' | 'teacher'): readonly Layer[] {
  if (layers.length >= count) return layers;
  const received = `${layers.length}: ${layers.map(({ tap }) => `"${tap}"`).join(', ')}`;
  throw retortError('KD_E_MAPPING_NO_TAP', { what: `the ${side}`, expected: `${count} layers`, received, action: 'Ask for fewer layers.' });
}
