// The values that schedulable options have at the first step, as the scalars that a loss or a weighting reads.
import type { Feeds, Maker, Schedulable, Schedule } from '@retort/kernel';
import { scalar } from '@retort/tensor';

const START = { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 };

/** The scalars belong to the surrounding scope, or to the caller where there is none. */
export function feedsAtStart({ feeds }: { readonly feeds: Readonly<Record<string, Schedulable>> }, maker: Maker): Feeds {
  return Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, scalar(valueAtStart(value, maker), 'float32')]));
}

function valueAtStart(value: Schedulable, maker: Maker): number {
  if (typeof value === 'number') return value;
  if (isSchedule(value)) return value.at(START);
  return maker.make('schedule', value).at(START);
}

function isSchedule(value: Schedulable): value is Schedule {
  return typeof value === 'object' && 'at' in value && typeof value.at === 'function';
}
