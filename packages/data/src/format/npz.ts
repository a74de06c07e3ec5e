// NumPy's .npz format: a zip archive of .npy files. Only the entries asked for are unpacked, their size capped before.
import { expectedName, RetortError, retortError } from '@retort/kernel';
import { unzipSync } from 'fflate';
import { capSize, MAX_FILE_BYTES } from '../dataset/limits.ts';

/** The named entries (without `.npy`) as bytes. Throws `KD_E_DATA_NPZ` where the archive is damaged or an entry is missing, `KD_E_DATA_SIZE`. */
export function readNpz(bytes: Uint8Array, names: readonly string[], where: string): ReadonlyMap<string, Uint8Array> {
  const wanted = new Set(names.map((name) => `${name}.npy`));
  const present: string[] = [];
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter({ name, originalSize }) {
        present.push(name.replace(/\.npy$/, ''));
        if (!wanted.has(name)) return false;
        capSize(originalSize, MAX_FILE_BYTES, 'bytes', `${name} of ${where}`);
        return true;
      },
    });
  } catch (error) {
    if (RetortError.is(error)) throw error;
    throw retortError('KD_E_DATA_NPZ', { what: `the archive cannot be unpacked: ${(error as Error).message}`, where, cause: error });
  }
  return new Map(
    names.map((name) => {
      if (!Object.hasOwn(entries, `${name}.npy`)) {
        throw retortError('KD_E_DATA_NPZ', { what: `the array "${name}"`, where, expected: expectedName(name, present), received: 'none of that name' });
      }
      return [name, entries[`${name}.npy`]!];
    }),
  );
}
