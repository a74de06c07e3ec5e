// The folder of a store: named by what its rows are of, and described in it, so that no other rows are taken for them.
import { createHash } from 'node:crypto';
import { type FileSystem, joinPath, readText, writeFileAtomic } from '@retort/files';
import { retortError, type Shape, type TapName } from '@retort/kernel';
import type { CacheType } from '../code/row-code.ts';
import type { Room } from './room.ts';
import { RowStore } from './row-store.ts';

/** Everything that rows depend on beside their samples. */
export interface StoreIdentity {
  /** The digest of the teacher. */
  readonly teacher: string;
  /** The engine that computed. */
  readonly engine: string;
  readonly tap: TapName;
  readonly shape: Shape;
  readonly dtype: CacheType;
  readonly top?: number;
}

export interface OpenStore {
  readonly files: FileSystem;
  readonly dir: string;
  readonly identity: StoreIdentity;
  readonly rowBytes: number;
  readonly room: Room;
}

export interface OpenedStore {
  readonly store: RowStore;
  readonly folder: string;
}

const FORMAT = 1;
const DESCRIPTION = 'store.json';

/** Makes the folder and its description where they are missing. @throws KD_E_CACHE_MISMATCH where the description is another one */
export async function openStore({ files, dir, identity, rowBytes, room }: OpenStore): Promise<OpenedStore> {
  const { teacher, engine, tap, shape, dtype, top } = identity;
  const description = { format: FORMAT, tap, shape, dtype, ...(top === undefined ? {} : { top }), engine, teacher };
  const text = `${JSON.stringify(description, null, 2)}\n`;
  const name = `${tap.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 40)}-${hash(text)}`;
  const folder = joinPath(dir, hash(teacher), name);
  const path = joinPath(folder, DESCRIPTION);
  if ((await files.stat(path)) === undefined) await writeFileAtomic(files, path, text);
  const found = await readText(files, path);
  if (found !== text) throw retortError('KD_E_CACHE_MISMATCH', { what: `the description "${path}"`, expected: text, received: found });
  return { folder, store: await RowStore.open({ files, folder, room, rowBytes, tag: hash(text) }) };
}

/** Eight bytes of SHA-256, as hexadecimal. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
