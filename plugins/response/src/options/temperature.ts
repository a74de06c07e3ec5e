// The option that nearly every response knowledge has. The default and the advice are each method's own.
import { schedulable } from '@retort/kernel/zod';

/** A number above 0, or a schedule. */
export const temperature = schedulable.refine((value) => typeof value !== 'number' || value > 0, 'expected a temperature above 0');
