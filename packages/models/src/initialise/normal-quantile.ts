// The inverse of the normal distribution function, for truncated normals drawn from one uniform each.
// Acklam's rational approximation: relative error below 1.15e-9 over (0, 1), far under the 24 bits of a uniform.

const A = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239];
const B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
const C = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const TAIL = 0.02425;

const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, each) => sum * x + each, 0);

/** @param p - in (0, 1). */
export function normalQuantile(p: number): number {
  if (p > 1 - TAIL) return -normalQuantile(1 - p);
  if (p < TAIL) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(C, q) / horner(D, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (horner(A, r) * q) / horner(B, r);
}

/** P(Z < -2), where a truncated normal is cut. */
const CUT = 0.022750131948179195;

/** A uniform in [0, 1) to a standard normal cut at two standard deviations. */
export function truncatedNormal(uniform: number): number {
  return normalQuantile(CUT + (1 - 2 * CUT) * uniform);
}
