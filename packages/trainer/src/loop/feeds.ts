// Everything that varies from step to step enters a step as a scalar tensor, so that a step could be captured whole.
// Constants are made once and owned here; scheduled values are made anew each step and owned by the step.
import type { Clock, Feeds, Scalar, Schedule } from '@retort/kernel';
import { scalar } from '@retort/tensor';

export interface StepFeeds {
  readonly values: Feeds;
  /** Disposes what was made for this step. */
  dispose(): void;
}

export class FeedSet {
  readonly #constants = new Map<string, Scalar>();
  readonly #schedules = new Map<string, Schedule>();

  /** Names are unique; a plan adds each once. */
  add(name: string, value: number | Schedule): void {
    if (typeof value === 'number') this.#constants.set(name, scalar(value, 'float32'));
    else this.#schedules.set(name, value);
  }

  /** The host value of a feed, for reports. */
  read(name: string, clock: Clock): number | undefined {
    const schedule = this.#schedules.get(name);
    return schedule?.at(clock);
  }

  /** `more` are host numbers of this step that no schedule gives (learning rate, bias corrections). */
  at(clock: Clock, more: Readonly<Record<string, number>>): StepFeeds {
    const made = new Map<string, Scalar>();
    for (const [name, schedule] of this.#schedules) made.set(name, scalar(schedule.at(clock), 'float32'));
    for (const [name, value] of Object.entries(more)) made.set(name, scalar(value, 'float32'));
    return {
      values: Object.fromEntries([...this.#constants, ...made]),
      dispose() {
        for (const tensor of made.values()) tensor.dispose();
      },
    };
  }

  dispose(): void {
    for (const tensor of this.#constants.values()) tensor.dispose();
  }
}
