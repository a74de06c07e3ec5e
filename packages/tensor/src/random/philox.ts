// Philox4x32-10: four 32-bit words as a pure function of a 128-bit counter and a 64-bit key. No state, no streams.
// Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011).

const M0_HIGH = 0xd251;
const M0_LOW = 0x1f53;
const M1_HIGH = 0xcd9e;
const M1_LOW = 0x8d57;
const M0 = 0xd2511f53 | 0;
const M1 = 0xcd9e8d57 | 0;
const WEYL0 = 0x9e3779b9 | 0;
const WEYL1 = 0xbb67ae85 | 0;

export interface PhiloxCounter {
  /** The word that runs: 32 bits, no carry into the others. */
  readonly block: number;
  readonly c1: number;
  readonly c2: number;
  readonly c3: number;
}

/**
 * Fills `out` with the words of consecutive blocks: `out[4i..4i+3]` are those of the counter `(block + i, c1, c2, c3)`.
 * A last partial block is cut. Every part of counter and key is taken modulo 2^32.
 */
export function philox(out: Uint32Array, counter: PhiloxCounter, key0: number, key1: number): void {
  const { length } = out;
  for (let at = 0, block = counter.block | 0; at < length; at += 4, block = (block + 1) | 0) {
    let x0 = block;
    let x1 = counter.c1 | 0;
    let x2 = counter.c2 | 0;
    let x3 = counter.c3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < 10; round++) {
      // The high words of M0 * x0 and of M1 * x2, from 16-bit halves: every product stays a 32-bit integer.
      const low0 = x0 & 0xffff;
      const up0 = x0 >>> 16;
      const mid0 = Math.imul(M0_HIGH, low0) + (Math.imul(M0_LOW, low0) >>> 16);
      const carry0 = Math.imul(M0_LOW, up0) + (mid0 & 0xffff);
      const high0 = Math.imul(M0_HIGH, up0) + (mid0 >>> 16) + (carry0 >>> 16);
      const low2 = x2 & 0xffff;
      const up2 = x2 >>> 16;
      const mid2 = Math.imul(M1_HIGH, low2) + (Math.imul(M1_LOW, low2) >>> 16);
      const carry2 = Math.imul(M1_LOW, up2) + (mid2 & 0xffff);
      const high2 = Math.imul(M1_HIGH, up2) + (mid2 >>> 16) + (carry2 >>> 16);
      const product0 = Math.imul(M0, x0);
      const product2 = Math.imul(M1, x2);
      x0 = high2 ^ x1 ^ k0;
      x1 = product2;
      x2 = high0 ^ x3 ^ k1;
      x3 = product0;
      k0 = (k0 + WEYL0) | 0;
      k1 = (k1 + WEYL1) | 0;
    }
    out[at] = x0;
    if (at + 1 < length) out[at + 1] = x1;
    if (at + 2 < length) out[at + 2] = x2;
    if (at + 3 < length) out[at + 3] = x3;
  }
}
