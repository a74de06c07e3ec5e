// Mean and standard deviation over seeds.

export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Of the sample (n - 1); undefined for a single value, which has none. */
  readonly sd: number | undefined;
}

/** Two passes, so that close values of large size keep their digits. NaN for no value at all. */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { count, mean, sd: undefined };
  return { count, mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)) };
}
