// The teacher around a teacher that answers from its stores, and asks only for what is missing there.
import type { FileSystem } from '@retort/files';
import { type Batch, likeTeacher, retortError, type TapName, type Teacher, type Trace } from '@retort/kernel';
import { getBackend, readAll, scope, tensor } from '@retort/tensor';
import { type RowCode, rowCode } from '../code/row-code.ts';
import { type NewRow, spaceOf } from '../store/block.ts';
import { openStore } from '../store/open-store.ts';
import { type Room, sizeText } from '../store/room.ts';
import type { RowStore } from '../store/row-store.ts';
import type { CachedOptions } from './cached-options.ts';
import { checkViews, viewTag } from './check-views.ts';
import { remembered } from './row-keys.ts';

export interface CachedHost {
  readonly files: FileSystem;
  readonly output: (line: string) => void;
  readonly room: Room;
}

/** One tap: how its rows are written, and where they are. */
interface Shelf {
  readonly tap: TapName;
  readonly code: RowCode;
  readonly store: RowStore;
  readonly folder: string;
  /** Damaged rows that were told of. */
  damaged: number;
  /** Whether its size was told. */
  announced: boolean;
}

type Rows = (Uint8Array | undefined)[];

/** Owns the inner teacher. @throws KD_E_CACHE_TEACHER, KD_E_OPTIONS_INVALID */
export function cachedTeacher(inside: Teacher, options: Omit<CachedOptions, 'teacher'>, { files, output, room }: CachedHost): Teacher {
  const { dir, dtype, top, views, frozen } = options;
  const told = inside.digest?.bind(inside);
  if (told === undefined) throw retortError('KD_E_CACHE_TEACHER', { what: 'the teacher inside "cached"', expected: 'one with a digest' });
  if (top !== undefined && top >= inside.classes)
    throw retortError('KD_E_OPTIONS_INVALID', { what: 'the option `top` of "cached"', expected: `fewer than ${inside.classes} classes`, received: `${top}` });
  const exact = dtype === 'float32' && top === undefined;
  let digest: Promise<string> | undefined;
  let samples: number | undefined;
  const shelves = new Map<TapName, Promise<Shelf>>();
  const keysFor = remembered();
  /** So that a batch that is told of is read once. */
  const keysOfBatches = new WeakMap<Batch, Promise<readonly string[]>>();

  const keysOf = (batch: Batch): Promise<readonly string[]> => {
    const known = keysOfBatches.get(batch) ?? keysFor(batch);
    keysOfBatches.set(batch, known);
    return known;
  };

  const codeOf = (tap: TapName): RowCode => {
    const width = inside.shapeOf(tap).reduce((product, axis) => product * axis, 1);
    return rowCode(width, dtype, tap === 'logits' ? top : undefined);
  };

  const shelfOf = (tap: TapName): Promise<Shelf> => {
    const known = shelves.get(tap) ?? openShelf(tap);
    shelves.set(tap, known);
    return known;
  };

  const shelvesOf = (taps: readonly TapName[]): Promise<readonly Shelf[]> => Promise.all([...new Set(['logits', ...taps])].map(shelfOf));

  async function openShelf(tap: TapName): Promise<Shelf> {
    digest ??= told!();
    const code = codeOf(tap);
    const identity = { teacher: await digest, engine: getBackend(), tap, shape: inside.shapeOf(tap), dtype };
    const kept = tap === 'logits' && top !== undefined ? { ...identity, top } : identity;
    return { tap, code, damaged: 0, announced: false, ...(await openStore({ files, dir, room, rowBytes: code.bytes, identity: kept })) };
  }

  /** Asks the teacher and keeps what was missing; `rows` are whole afterwards. */
  async function complete(batch: Batch, keys: readonly string[], asked: readonly Shelf[], rows: readonly Rows[]): Promise<void> {
    checkViews(batch, asked, views);
    const trace = await inside.observe(batch, innerTaps(asked));
    try {
      const values = await readAll({ ...trace.taps, logits: trace.logits });
      for (const [place, shelf] of asked.entries()) {
        const fresh = encodeMissing(shelf, values[shelf.tap]!, keys, rows[place]!);
        if (fresh.length === 0) continue;
        if (!shelf.announced) await announce(shelf);
        await shelf.store.append(viewTag(batch), fresh);
      }
    } finally {
      for (const part of [trace.logits, ...Object.values(trace.taps)]) part.dispose();
    }
  }

  /** The teacher is told where it will be asked, as far as can be seen: a batch before this one may still bring what is missing. */
  async function prepare(batch: Batch, taps: readonly TapName[]): Promise<void> {
    const keys = await keysOf(batch);
    const asked = await shelvesOf(taps);
    if (frozen || keys.every((key) => asked.every(({ store }) => store.has(key)))) return;
    checkViews(batch, asked, views);
    await inside.prepare?.(batch, innerTaps(asked));
  }

  async function announce(shelf: Shelf): Promise<void> {
    shelf.announced = true;
    const { tap, code, folder } = shelf;
    const each = spaceOf(code.bytes);
    const all = samples === undefined ? '' : `, ${sizeText(each * samples)} for ${samples} samples`;
    const shape = `[${inside.shapeOf(tap)}] as ${dtype}`;
    output(`teacher cache: ${tap} ${shape}, ${sizeText(each)} a sample${all}, to ${folder}; ${sizeText(await room.used())} are in ${dir}`);
  }

  return {
    ...likeTeacher(inside, `cached ${dtype} ${top ?? ''}`),
    ...(exact ? { digest: told } : {}),
    check(demand) {
      inside.check?.(demand);
      const times = demand.augmented ? demand.epochs : 1;
      if (demand.augmented && times > views)
        throw retortError('KD_E_CACHE_VIEWS', {
          what: `a teacher cache of ${views} views beside those that every epoch shows`,
          received: `a stage whose inputs differ in each of ${times} epochs`,
        });
      samples = demand.samples * (demand.copies ?? 1);
      const each = ['logits', ...demand.taps].reduce((sum, tap) => sum + spaceOf(codeOf(tap).bytes), 0);
      room.check(each * samples * times);
    },
    ...(inside.prepare === undefined ? {} : { prepare }),
    async observe(batch, taps) {
      const keys = await keysOf(batch);
      const asked = await shelvesOf(taps);
      const rows = await Promise.all(asked.map(({ store }) => store.read(keys)));
      for (const shelf of asked) tellDamage(shelf, output);
      const missing = keys.findIndex((_, row) => rows.some((each) => each[row] === undefined));
      if (missing >= 0 && frozen) throw retortError('KD_E_CACHE_MISS', { what: `sample ${batch.ids[missing]} in the view "${batch.view}"`, where: dir });
      if (missing >= 0) await complete(batch, keys, asked, rows);
      return traceOf(inside, taps, asked, rows, batch.size);
    },
  };
}

function innerTaps(asked: readonly Shelf[]): readonly TapName[] {
  return asked.map(({ tap }) => tap).filter((tap) => tap !== 'logits');
}

/** The rows that are absent, encoded; they are put into `rows` too. */
function encodeMissing({ tap, code: { width, bytes, encode } }: Shelf, values: Float32Array, keys: readonly string[], rows: Rows): readonly NewRow[] {
  if (values.length !== rows.length * width)
    throw retortError('KD_E_TENSOR_SHAPE', {
      what: `the answer of the teacher inside "cached" for "${tap}"`,
      expected: `${width} numbers a sample`,
      received: `${values.length} for ${rows.length} samples`,
    });
  return keys.flatMap((key, row) => {
    if (rows[row] !== undefined) return [];
    const encoded = new Uint8Array(bytes);
    encode(values.subarray(row * width, (row + 1) * width), encoded);
    rows[row] = encoded;
    return [{ key, bytes: encoded }];
  });
}

/** Always from the encoded rows, so that the first answer is that of every later time. */
function traceOf(inside: Teacher, taps: readonly TapName[], asked: readonly Shelf[], rows: readonly Rows[], size: number): Trace {
  const values = new Map(asked.map(({ tap, code }, place) => [tap, decodeRows(code, rows[place]!)]));
  const read = (tap: TapName) => tensor(values.get(tap)!, [size, ...inside.shapeOf(tap)], 'float32');
  return scope(() => ({ logits: read('logits') as Trace['logits'], taps: Object.fromEntries(taps.map((tap) => [tap, read(tap)])) }));
}

function decodeRows({ width, decode }: RowCode, rows: Rows): Float32Array {
  const values = new Float32Array(rows.length * width);
  for (const [row, bytes] of rows.entries()) decode(bytes!, values.subarray(row * width, (row + 1) * width));
  return values;
}

function tellDamage(shelf: Shelf, output: (line: string) => void): void {
  const { store, tap, folder } = shelf;
  if (store.damaged === shelf.damaged) return;
  output(`teacher cache: ${store.damaged - shelf.damaged} damaged rows of ${tap} in ${folder} are not used`);
  shelf.damaged = store.damaged;
}
