// The rows of one tap of one teacher, in segments that are only ever appended to. Every writer has a segment of its own.
import { crc32 } from 'node:zlib';
import { type FileHandle, type FileSystem, joinPath } from '@retort/files';
import { RetortError } from '@retort/kernel';
import { type BlockShape, encodeBlock, type FoundBlock, type NewRow, type ReadAt, scanBlocks } from './block.ts';
import type { Room } from './room.ts';

export interface RowStoreInput extends BlockShape {
  readonly files: FileSystem;
  /** Exists. */
  readonly folder: string;
  readonly room: Room;
}

/** Where the bytes of a row lie: in memory, from `base` of the segment on, or on the disk alone. */
interface Source {
  readonly path: string;
  readonly held?: Uint8Array;
  readonly base: number;
}

interface Place {
  readonly source: Source;
  readonly offset: number;
  readonly crc: number;
}

const SEGMENT = /^\d{6}\.rows$/;

export class RowStore {
  readonly #input: RowStoreInput;
  readonly #places = new Map<string, Place>();
  readonly #views = new Set<string>();
  /** The segment of this writer, made when something is written. */
  #own: { readonly path: string; size: number } | undefined;
  #last: Promise<void> = Promise.resolve();
  #damaged = 0;

  private constructor(input: RowStoreInput) {
    this.#input = input;
  }

  /** Reads the keys of what is there. */
  static async open(input: RowStoreInput): Promise<RowStore> {
    const store = new RowStore(input);
    for (const path of await segmentsIn(input)) await store.#readSegment(path);
    return store;
  }

  /** Different rows. */
  get size(): number {
    return this.#places.size;
  }

  /** Tags of the views that rows were written under. */
  get views(): ReadonlySet<string> {
    return this.#views;
  }

  /** Rows whose checksum was wrong when they were read. They count as absent. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Whether there is a row, as far as can be told without reading it. */
  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** The row of each key, in order; `undefined` where it is absent. Not to be changed. */
  async read(keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const handles = new Map<string, Promise<FileHandle>>();
    const handleOf = (path: string): Promise<FileHandle> => {
      const handle = handles.get(path) ?? this.#input.files.open(path, 'read');
      handles.set(path, handle);
      return handle;
    };
    try {
      return await Promise.all(keys.map((key) => this.#readRow(key, handleOf)));
    } finally {
      for (const opened of await Promise.allSettled(handles.values())) if (opened.status === 'fulfilled') await opened.value.close();
    }
  }

  /**
   * Adds rows; a key that is there already is not added again. Once it resolves, a kill of the process loses nothing of them. Where it fails, what
   * was there before still is.
   */
  append(view: string, rows: readonly NewRow[]): Promise<void> {
    const next = (): Promise<void> => this.#append(view, rows);
    this.#last = this.#last.then(next, next);
    return this.#last;
  }

  async #append(view: string, rows: readonly NewRow[]): Promise<void> {
    const { files, room } = this.#input;
    const fresh = [...new Map(rows.filter(({ key }) => !this.#places.has(key)).map((row) => [row.key, row])).values()];
    if (fresh.length === 0) return;
    const { bytes, block } = encodeBlock(this.#input, view, fresh);
    await room.take(bytes.length);
    const own = this.#own ?? { path: await newSegment(this.#input), size: 0 };
    // Half a block may stand at the end where a write fails: nothing is written behind it.
    this.#own = undefined;
    const handle = await files.open(own.path, 'append');
    try {
      await handle.write(bytes);
    } finally {
      await handle.close();
    }
    const held = room.hold(bytes.length) ? { held: bytes } : {};
    this.#add(block, { path: own.path, base: own.size, ...held }, own.size);
    this.#own = { path: own.path, size: own.size + bytes.length };
  }

  async #readSegment(path: string): Promise<void> {
    const { files, room } = this.#input;
    const handle = await files.open(path, 'read');
    try {
      const { size } = await handle.stat();
      const held = room.hold(size) ? await handle.readAll() : undefined;
      const read: ReadAt = async (position, length) => held?.subarray(position, position + length) ?? readPart(handle, position, length);
      const source: Source = { path, base: 0, ...(held === undefined ? {} : { held }) };
      for (const block of await scanBlocks(read, held?.length ?? size, this.#input)) this.#add(block, source, 0);
    } finally {
      await handle.close();
    }
  }

  /** Of two rows with one key the first counts. */
  #add({ view, rows }: FoundBlock, source: Source, start: number): void {
    this.#views.add(view);
    for (const { key, offset, crc } of rows) if (!this.#places.has(key)) this.#places.set(key, { source, offset: start + offset, crc });
  }

  async #readRow(key: string, handleOf: (path: string) => Promise<FileHandle>): Promise<Uint8Array | undefined> {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    const { source, offset, crc } = place;
    const { rowBytes } = this.#input;
    const bytes =
      source.held?.subarray(offset - source.base, offset - source.base + rowBytes) ?? (await readPart(await handleOf(source.path), offset, rowBytes));
    if (bytes.length === rowBytes && crc32(bytes) === crc) return bytes;
    if (this.#places.delete(key)) this.#damaged += 1;
    return undefined;
  }
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await handle.read(bytes, position));
}

async function segmentsIn({ files, folder }: RowStoreInput): Promise<readonly string[]> {
  return (await files.list(folder)).filter((name) => SEGMENT.test(name)).map((name) => joinPath(folder, name));
}

/** Made so that no two writers have one: the number after the last, or the next one that is free. */
async function newSegment(input: RowStoreInput): Promise<string> {
  const { files, folder } = input;
  const last = (await segmentsIn(input)).at(-1);
  for (let number = last === undefined ? 1 : Number(last.slice(-11, -5)) + 1; ; number += 1) {
    const path = joinPath(folder, `${String(number).padStart(6, '0')}.rows`);
    try {
      await (await files.open(path, 'write-new')).close();
      return path;
    } catch (error) {
      if (!RetortError.is(error, 'KD_E_FILES_EXISTS')) throw error;
    }
  }
}
