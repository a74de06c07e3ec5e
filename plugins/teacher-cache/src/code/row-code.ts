// How one row of numbers, the answer to one sample, becomes a fixed number of bytes and comes back.
import { plainCode } from './plain-code.ts';
import { topCode } from './top-code.ts';

export type CacheType = 'float32' | 'float16';

/** Rows of `width` float32. What comes back is the same every time; with float32 and no `top` it is what went in, bit for bit. */
export interface RowCode {
  readonly width: number;
  readonly bytes: number;
  /** @throws KD_E_CACHE_RANGE for what float16 has no number for */
  encode(row: Float32Array, into: Uint8Array): void;
  decode(bytes: Uint8Array, into: Float32Array): void;
}

export function rowCode(width: number, dtype: CacheType, top: number | undefined): RowCode {
  const values = (count: number): RowCode => plainCode(count, dtype);
  return top === undefined ? values(width) : topCode(width, values(top));
}
