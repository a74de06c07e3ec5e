// Unpacks gzip by the platform's own decompressor, which checks the sum; what is not gzip passes through.
import { RetortError, retortError } from '@retort/kernel';
import { capSize, MAX_FILE_BYTES } from '../dataset/limits.ts';
import { drain } from './drain.ts';

/**
 * The length that the file claims is checked before it is allocated, and what comes out is held to it.
 * Throws `KD_E_DATA_SIZE`, `KD_E_DATA_GZIP`.
 */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>, where: string, limit = MAX_FILE_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const damaged = (detail: object): RetortError => retortError('KD_E_DATA_GZIP', { what: 'the gzip file cannot be unpacked', where, ...detail });
  if (bytes.length < 18) throw damaged({ expected: 'at least 18 bytes', received: `${bytes.length}` });
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  capSize(claimed, limit, 'bytes', `${where}, unpacked`);
  const unequal = (received: number): RetortError => damaged({ expected: `${claimed} bytes`, received: received > claimed ? 'more' : `${received}` });
  try {
    const out = await drain(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), claimed, unequal);
    if (out.length !== claimed) throw unequal(out.length);
    return out;
  } catch (error) {
    throw RetortError.is(error) ? error : damaged({ cause: error });
  }
}
