// The option of weightings that soften what members say.
import { schedulable } from '@retort/kernel/zod';

/** A number above 0, or a schedule. */
export const temperature = schedulable.refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0');
