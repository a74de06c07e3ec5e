// Medians and quartiles of times, and of ratios that were measured in turns.

export interface Spread {
  readonly median: number;
  /** The first quartile. */
  readonly low: number;
  /** The third. */
  readonly high: number;
}

/** Linear between the two values beside it, as R's type 7. `at` in [0, 1]; at least one value. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = at * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** Of one to the other, round by round: what disturbed the machine in a round is in both. Equally many rounds. */
export function ratioSpread(one: readonly number[], other: readonly number[]): Spread {
  return spread(one.map((value, round) => value / other[round]!));
}
