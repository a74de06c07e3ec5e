// The store on a disk in memory: rows come back from memory and from the disk, writers do not meet, and no fault or crash makes a row wrong.
import { type FileSystem, memoryFiles } from '@retort/files';
import { crashDisk, faultyFiles, forEveryCrash, forEveryFault } from '@retort/files/testing';
import { describe, expect, test } from 'vitest';
import type { NewRow } from './block.ts';
import { openStore, type StoreIdentity } from './open-store.ts';
import { Room } from './room.ts';
import type { RowStore } from './row-store.ts';

const identity: StoreIdentity = { teacher: 'digest', engine: 'cpu', tap: 'logits', shape: [2], dtype: 'float32' };
const LIMITS = { maxBytes: 10_000, memory: 10_000 };

const open = async (files: FileSystem, change: Partial<StoreIdentity> = {}, limits = LIMITS): Promise<RowStore> => {
  const room = new Room(files, 'cache', limits);
  return (await openStore({ files, dir: 'cache', identity: { ...identity, ...change }, rowBytes: 8, room })).store;
};

const keyOf = (number: number): string => String(number).padStart(16, 'k');
const bytesOf = (number: number): Uint8Array => Uint8Array.from({ length: 8 }, (_, at) => (number * 31 + at * 7) & 0xff);
const rowsOf = (...numbers: readonly number[]): readonly NewRow[] => numbers.map((number) => ({ key: keyOf(number), bytes: bytesOf(number) }));

/** Which of the numbers are there. Each row that is must be right. */
async function numbersIn(store: RowStore, numbers: readonly number[]): Promise<readonly number[]> {
  const rows = await store.read(numbers.map(keyOf));
  return numbers.filter((number, place) => {
    const row = rows[place];
    if (row !== undefined) expect([...row], `row ${number}`).toEqual([...bytesOf(number)]);
    return row !== undefined;
  });
}

describe.each([
  ['held in memory', LIMITS],
  ['read from the disk', { ...LIMITS, memory: 0 }],
  ['held in part', { ...LIMITS, memory: 150 }],
])('rows %s', (_, limits) => {
  test('are there at once, and for the next who opens it', async () => {
    const files = memoryFiles();
    const store = await open(files, {}, limits);
    await store.append('00'.repeat(8), rowsOf(1, 2));
    await store.append('11'.repeat(8), rowsOf(3));
    for (const each of [store, await open(files, {}, limits)]) {
      expect(await numbersIn(each, [3, 1, 9, 2, 1])).toEqual([3, 1, 2, 1]);
      expect(each.size).toBe(3);
      expect([...each.views].sort()).toEqual(['00'.repeat(8), '11'.repeat(8)]);
    }
  });

  test('one whose bytes were changed on the disk counts as absent, is told of, and can be added again', async () => {
    const files = memoryFiles();
    await (await open(files)).append('00'.repeat(8), rowsOf(1, 2, 3));
    const path = await segmentIn(files);
    const bytes = await files.readFile(path);
    bytes[bytes.length - 12]! ^= 4;
    await rewrite(files, path, bytes);
    const store = await open(files, {}, limits);
    expect(await numbersIn(store, [1, 2, 3])).toEqual([1, 3]);
    expect(store.damaged).toBe(1);
    await store.append('00'.repeat(8), rowsOf(1, 2, 3));
    expect(await numbersIn(store, [1, 2, 3])).toEqual([1, 2, 3]);
  });
});

test('a key is kept once, and nothing is written where nothing is new', async () => {
  const files = memoryFiles();
  const store = await open(files);
  await store.append('00'.repeat(8), rowsOf(1, 1, 2));
  const before = (await files.stat(await segmentIn(files)))!.size;
  await store.append('00'.repeat(8), rowsOf(2, 1));
  expect((await files.stat(await segmentIn(files)))!.size).toBe(before);
  expect(store.size).toBe(2);
});

test('writers at the same time have segments of their own, and the next one sees the rows of all', async () => {
  const files = memoryFiles();
  const [one, two] = await Promise.all([open(files), open(files)]);
  await Promise.all([one.append('00'.repeat(8), rowsOf(1)), two.append('00'.repeat(8), rowsOf(2)), one.append('00'.repeat(8), rowsOf(3))]);
  await two.append('00'.repeat(8), rowsOf(1, 4));
  expect(await numbersIn(await open(files), [1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
  expect(await files.list(await folderIn(files))).toEqual(['000001.rows', '000002.rows', 'store.json']);
});

test('stores of another teacher, engine, tap, shape or dtype share nothing', async () => {
  const files = memoryFiles();
  await (await open(files)).append('00'.repeat(8), rowsOf(1));
  const others: Partial<StoreIdentity>[] = [{ teacher: 'other' }, { engine: 'wasm' }, { tap: 'big/one' }, { shape: [1, 2] }, { dtype: 'float16' }, { top: 1 }];
  for (const change of others) expect((await open(files, change)).size, JSON.stringify(change)).toBe(0);
  expect((await open(files)).size).toBe(1);
});

test('a folder that is described as something else is refused', async () => {
  const files = memoryFiles();
  await open(files);
  const path = `${await folderIn(files)}/store.json`;
  const text = new TextDecoder().decode(await files.readFile(path));
  await rewrite(files, path, new TextEncoder().encode(text.replace('"digest"', '"another"')));
  await expect(open(files)).rejects.toThrow(/"another".*KD_E_CACHE_MISMATCH/s);
});

test('a folder that would grow beyond its limit is refused before anything is written', async () => {
  const files = memoryFiles();
  const store = await open(files, {}, { ...LIMITS, maxBytes: 400 });
  await store.append('00'.repeat(8), rowsOf(1, 2));
  await expect(store.append('00'.repeat(8), rowsOf(3, 4, 5, 6, 7, 8, 9))).rejects.toThrow(/at most 400 B.*KD_E_CACHE_SIZE/);
  expect(await numbersIn(await open(files), [1, 2, 3])).toEqual([1, 2]);
});

describe('whatever goes wrong', () => {
  const all = [1, 2, 3, 4, 5, 6];
  const act = async (files: FileSystem, acknowledged: number[]): Promise<void> => {
    const store = await open(files);
    for (const pair of [
      [3, 4],
      [5, 6],
    ]) {
      await store.append('00'.repeat(8), rowsOf(...pair));
      acknowledged.push(...pair);
    }
  };
  const prepare = async (files: FileSystem) => (await open(files)).append('00'.repeat(8), rowsOf(1, 2));

  test.each(['throw', 'torn'] as const)('a call that fails (%s): what was acknowledged is there', async (action) => {
    let acknowledged: number[] = [];
    const calls = await forEveryFault(
      {
        prepare,
        act: (files) => {
          acknowledged = [1, 2];
          return act(files, acknowledged);
        },
        check: async (files, { at }) => expect(await numbersIn(await open(files), all), at).toEqual(acknowledged),
      },
      { action },
    );
    expect(calls).toBeGreaterThan(3);
  });

  test('a kill or a power loss at any call: no row is wrong, and after a kill alone all that was acknowledged is there', async () => {
    let acknowledged: number[] = [];
    const shown = await forEveryCrash({
      prepare,
      act: (files) => {
        acknowledged = [1, 2];
        return act(files, acknowledged);
      },
      check: async (files) => void (await numbersIn(await open(files), all)),
    });
    expect(shown).toBeGreaterThan(30);
    for (let failAt = 1; ; failAt += 1) {
      const { files } = crashDisk();
      await prepare(files);
      const faulty = faultyFiles(files, { failAt, action: 'torn-kill' });
      acknowledged = [1, 2];
      await act(faulty, acknowledged).catch(() => undefined);
      expect(await numbersIn(await open(files), all), `call ${failAt}`).toEqual(expect.arrayContaining(acknowledged));
      if (faulty.calls.length < failAt) break;
    }
    expect(acknowledged).toEqual(all);
  });

  test('a writer whose disk was full for a moment goes on in a new segment', async () => {
    const files = memoryFiles();
    const writes = async (failAt: number) => {
      const faulty = faultyFiles(files, { failAt, action: 'torn', code: 'ENOSPC' });
      const store = await open(faulty);
      await store.append('00'.repeat(8), rowsOf(1));
      await expect(store.append('00'.repeat(8), rowsOf(2))).rejects.toThrow('KD_E_FILES_FULL');
      await store.append('00'.repeat(8), rowsOf(3));
      return store;
    };
    await open(files);
    // The calls: a new segment, opened, written; opened again, and the second block is torn.
    const store = await writes(5);
    for (const each of [store, await open(files)]) expect(await numbersIn(each, [1, 2, 3])).toEqual([1, 3]);
  });
});

async function folderIn(files: FileSystem): Promise<string> {
  const [teacher] = await files.list('cache');
  const [store] = await files.list(`cache/${teacher}`);
  return `cache/${teacher}/${store}`;
}

async function segmentIn(files: FileSystem): Promise<string> {
  return `${await folderIn(files)}/000001.rows`;
}

async function rewrite(files: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await files.open(path, 'write');
  await handle.write(bytes);
  await handle.close();
}
