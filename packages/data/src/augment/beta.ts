// A Beta(alpha, alpha) number from uniform draws. Exact (rejection), and safe for a small alpha, where Gamma numbers underflow.

/** The next uniform draw in [0, 1). */
export type NextUniform = () => number;

/** Beta(alpha, alpha) as G1 / (G1 + G2) with two Gamma numbers, kept as logarithms. */
export function betaNumber(alpha: number, next: NextUniform): number {
  const first = logGamma(alpha, next);
  const second = logGamma(alpha, next);
  return 1 / (1 + Math.exp(second - first));
}

/**
 * The logarithm of a Gamma(shape, 1) number. Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables" (ACM TOMS 2000),
 * with their boost G(shape) = G(shape + 1) U^(1 / shape) below 1.
 */
function logGamma(shape: number, next: NextUniform): number {
  if (shape < 1) return logGamma(shape + 1, next) + Math.log(1 - next()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const u = 1 - next();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d) + Math.log(v);
  }
}
