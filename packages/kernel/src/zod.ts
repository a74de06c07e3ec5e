// For authors who write their options with zod: the shapes that recur in options. Not part of the kernel proper.
import { z } from 'zod';
import type { Choice, Schedulable, Schedule } from './contract/clock.ts';

/** A contribution by id, or by id with inline options. */
export const choice: z.ZodType<Choice, Choice> = z.union([z.string().min(1), z.looseObject({ id: z.string().min(1) })]);

const isSchedule = (value: unknown): value is Schedule => typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'function';

/** A number or a schedule of the clock. */
export const schedulable: z.ZodType<Schedulable, Schedulable> = z.union([
  z.number(),
  z.custom<Schedule>(isSchedule, 'expected a schedule').meta({ type: 'object' }),
  choice,
]);
