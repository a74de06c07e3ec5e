// IEEE 754 binary16: ten bits of fraction, five of exponent. JavaScript has no such array before Node 24.

export const LARGEST_HALF = 65504;

const scratch = new DataView(new ArrayBuffer(4));

/** The nearest half, ties to even, as its 16 bits. `undefined` where it would be an infinity, or for what is no finite number. */
export function toHalf(value: number): number | undefined {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent >= 31) return undefined;
  const fraction = bits & 0x7fffff;
  if (exponent < -10) return sign;
  // Below exponent 1 the leading one is written out, and the fraction moves right.
  const half = exponent < 1 ? rounded(fraction | 0x800000, 14 - exponent) : (exponent << 10) + rounded(fraction, 13);
  return half >= 0x7c00 ? undefined : sign | half;
}

/** `bits / 2 ** shift`, to the nearest whole number, ties to even. */
function rounded(bits: number, shift: number): number {
  const whole = bits >>> shift;
  const rest = bits & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return whole + (rest > tie || (rest === tie && (whole & 1) === 1) ? 1 : 0);
}

export function fromHalf(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
