// Everything that varies from step to step is a number with a name, and enters a step as a scalar tensor: so a step can be captured whole.
// Captured, all of them come in one tensor, because each that goes in takes its time.
import type { Clock, Feeds, Scalar, Schedule, Tensor1D } from '@retort/kernel';
import { disposeAll, scalar, tensor1d, unstack } from '@retort/tensor';

/** Of one step, by name: always the same names in the same order. */
export type FeedNumbers = Readonly<Record<string, number>>;

export interface StepFeeds {
  readonly values: Feeds;
  dispose(): void;
}

export class FeedSet {
  readonly #schedules = new Map<string, number | Schedule>();

  /** Names are unique; a plan adds each once. */
  add(name: string, value: number | Schedule): void {
    this.#schedules.set(name, value);
  }

  /** `more` are numbers of this step that no schedule gives (learning rate, bias corrections). */
  numbersAt(clock: Clock, more: FeedNumbers): FeedNumbers {
    const numbers: Record<string, number> = {};
    for (const [name, value] of this.#schedules) numbers[name] = typeof value === 'number' ? value : value.at(clock);
    for (const name in more) numbers[name] = more[name]!;
    return numbers;
  }

  /** The caller disposes them. */
  at(clock: Clock, more: FeedNumbers): StepFeeds {
    const values = scalarsOf(this.numbersAt(clock, more));
    return { values, dispose: () => disposeAll(values) };
  }
}

/** The caller owns them. */
export function scalarsOf(numbers: FeedNumbers): Feeds {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalar(value, 'float32')]));
}

/** float32 `[n]`, in the order of the names. The caller owns it. */
export function packed(numbers: FeedNumbers): Tensor1D {
  return tensor1d(new Float32Array(Object.values(numbers)), 'float32');
}

/** The other way, by operations alone. The caller owns the scalars. */
export function unpacked(names: readonly string[], numbers: Tensor1D): Feeds {
  if (names.length === 0) return {};
  const scalars = unstack(numbers) as Scalar[];
  return Object.fromEntries(names.map((name, at) => [name, scalars[at]!]));
}
