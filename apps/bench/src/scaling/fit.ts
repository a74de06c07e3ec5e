// Least squares through measured times: a line, and a power of what varies.

export interface Fit {
  /** `y = intercept + slope * x`. */
  readonly intercept: number;
  readonly slope: number;
  /** Share of the variance that the line explains, 1 at most. */
  readonly r2: number;
  /** `p` of `y ~ x^p`: the slope of the line through the logarithms. */
  readonly exponent: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** At least two different x, all above 0. */
export function fit(points: readonly Point[]): Fit {
  const { intercept, slope, r2 } = line(points);
  return { intercept, slope, r2, exponent: line(points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))).slope };
}

function line(points: readonly Point[]): Pick<Fit, 'intercept' | 'slope' | 'r2'> {
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const sum = (of: (point: Point) => number): number => points.reduce((total, point) => total + of(point), 0);
  const slope = sum(({ x, y }) => (x - mx) * (y - my)) / sum(({ x }) => (x - mx) ** 2);
  const intercept = my - slope * mx;
  const total = sum(({ y }) => (y - my) ** 2);
  const left = sum(({ x, y }) => (y - intercept - slope * x) ** 2);
  return { intercept, slope, r2: total === 0 ? 1 : 1 - left / total };
}

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;
