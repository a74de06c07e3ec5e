// All numbers of a row, as float32 or float16.
import { retortError } from '@retort/kernel';
import { fromHalf, LARGEST_HALF, toHalf } from './float16.ts';
import type { CacheType, RowCode } from './row-code.ts';

export function plainCode(width: number, dtype: CacheType): RowCode {
  return dtype === 'float32' ? float32Code(width) : float16Code(width);
}

function float32Code(width: number): RowCode {
  return {
    width,
    bytes: 4 * width,
    encode: (row, into) => into.set(bytesOf(row)),
    decode: (bytes, into) => bytesOf(into).set(bytes),
  };
}

function float16Code(width: number): RowCode {
  return {
    width,
    bytes: 2 * width,
    encode(row, into) {
      const view = viewOf(into);
      for (let at = 0; at < width; at += 1) {
        const value = row[at]!;
        const half = toHalf(value);
        if (half === undefined)
          throw retortError('KD_E_CACHE_RANGE', { what: 'a number in an answer', expected: `at most ${LARGEST_HALF} in size`, received: String(value) });
        view.setUint16(2 * at, half, true);
      }
    },
    decode(bytes, into) {
      const view = viewOf(bytes);
      for (let at = 0; at < width; at += 1) into[at] = fromHalf(view.getUint16(2 * at, true));
    },
  };
}

/** In the machine's order, which is little-endian wherever Node.js runs. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
