// Where a stage stands. Schedules read it on the host; a loss never does: what varies reaches it as a feed.

export interface Clock {
  /** Steps finished in this stage, from 0. */
  readonly step: number;
  /** Epochs finished in this stage, from 0. */
  readonly epoch: number;
  /** Steps one epoch takes. */
  readonly stepsPerEpoch: number;
  /** Steps the whole stage takes. */
  readonly steps: number;
  /** `step / steps`, in [0, 1). */
  readonly progress: number;
}

/** A value that may follow the clock. Pure: the same clock gives the same number, so a resumed run needs no state. */
export interface Schedule {
  at(clock: Clock): number;
}

/** Names a contribution and carries its options inline: `kd`, or `{ id: 'kd', temperature: 4 }`. */
export type Choice = string | ({ readonly id: string } & Readonly<Record<string, unknown>>);

/** A number, or a schedule of the clock: as a choice (`{ id: 'cosine', from: 4, to: 1 }`) or as an object. */
export type Schedulable = number | Choice | Schedule;
