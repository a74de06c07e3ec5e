// How far values are from those expected, on the scale of those expected.

/**
 * The largest absolute difference divided by the largest magnitude expected; the difference itself where everything expected
 * is 0. NaN where a value is not finite.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let magnitude = 0;
  for (let index = 0; index < expected.length; index++) {
    const off = Math.abs(actual[index]! - expected[index]!);
    if (!Number.isFinite(off)) return Number.NaN;
    difference = Math.max(difference, off);
    magnitude = Math.max(magnitude, Math.abs(expected[index]!));
  }
  return magnitude === 0 ? difference : difference / magnitude;
}
