// Resolves a schedulable value. A number stays recognisable as constant, so that its tensor is made once.
import type { Maker, Schedulable, Schedule } from '@retort/kernel';

/** A number as it is; a choice made; a schedule as it is. `where` leads the message of an error. */
export function toSchedule(maker: Maker, value: Schedulable, where: string): number | Schedule {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && 'at' in value && typeof value.at === 'function') return value as Schedule;
  return maker.make('schedule', value as string, where);
}
