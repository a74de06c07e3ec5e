// The standard normal distribution function, in double precision: libraries of this size are not worth a dependency.

/** `Phi(x)`, to about 1e-15 absolutely and 1e-12 relatively in either tail. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  const distance = Math.abs(x);
  if (distance < 3) return 0.5 + Math.sign(x) * density(distance) * series(distance);
  const tail = distance > 38 ? 0 : density(distance) * fraction(distance);
  return x < 0 ? tail : 1 - tail;
}

/** `phi(x)`. */
export function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** `(Phi(x) - 1/2) / phi(x) = x + x^3/3 + x^5/(3 5) + ...`; all terms are positive. */
function series(x: number): number {
  let [term, total] = [x, 0];
  for (let odd = 3; term > total * 1e-17; odd += 2) {
    total += term;
    term *= (x * x) / odd;
  }
  return total;
}

/** `(1 - Phi(x)) / phi(x) = 1/(x + 1/(x + 2/(x + ...)))`, from the inside. */
function fraction(x: number): number {
  let value = x;
  for (let level = 120; level >= 1; level--) value = x + level / value;
  return 1 / value;
}
