// How much disk and how much memory the caches of one teacher source may still take.
import { type FileSystem, joinPath } from '@retort/files';
import { retortError } from '@retort/kernel';

export interface RoomLimits {
  /** Bytes of the whole folder. */
  readonly maxBytes: number;
  /** Bytes of rows that are held in memory. */
  readonly memory: number;
}

export class Room {
  readonly #files: FileSystem;
  readonly #dir: string;
  readonly #maxBytes: number;
  #memory: number;
  /** Bytes in the folder: measured once, then counted. Other processes that write at the same time are not seen. */
  #measured: Promise<number> | undefined;
  #taken = 0;

  constructor(files: FileSystem, dir: string, { maxBytes, memory }: RoomLimits) {
    this.#files = files;
    this.#dir = dir;
    this.#maxBytes = maxBytes;
    this.#memory = memory;
  }

  /** Takes so much memory, where there is so much left. */
  hold(bytes: number): boolean {
    if (bytes > this.#memory) return false;
    this.#memory -= bytes;
    return true;
  }

  async used(): Promise<number> {
    this.#measured ??= sizeOf(this.#files, this.#dir);
    return (await this.#measured) + this.#taken;
  }

  /** Takes so much of the disk. @throws KD_E_CACHE_SIZE before anything is written */
  async take(bytes: number): Promise<void> {
    this.check((await this.used()) + bytes);
    this.#taken += bytes;
  }

  /** @throws KD_E_CACHE_SIZE */
  check(bytes: number): void {
    if (bytes > this.#maxBytes)
      throw retortError('KD_E_CACHE_SIZE', {
        what: `the teacher cache "${this.#dir}"`,
        expected: `at most ${sizeText(this.#maxBytes)} (\`maxBytes\`)`,
        received: sizeText(bytes),
      });
  }
}

async function sizeOf(files: FileSystem, path: string): Promise<number> {
  const stat = await files.stat(path);
  if (stat?.isDirectory !== true) return stat?.size ?? 0;
  let total = 0;
  for (const name of await files.list(path)) total += await sizeOf(files, joinPath(path, name));
  return total;
}

/** `57.5 kB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return step === 0 ? `${bytes} B` : `${(bytes / 1000 ** step).toPrecision(3)} ${units[step]}`;
}
