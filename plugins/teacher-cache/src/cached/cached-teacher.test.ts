// What a cached teacher answers, when it asks, what it refuses, and what it says of itself.
import { type FileSystem, memoryFiles } from '@retort/files';
import type { Batch } from '@retort/kernel';
import { getBackend } from '@retort/tensor';
import { expectClose, expectNoLeak, tinyTeacher } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { ask, batchOf, cacheOf, counting } from '../../test/batch.ts';

const plain = (ids: readonly number[], taps: readonly string[] = []) => ask(tinyTeacher(), batchOf(ids), taps);

test('answers as the teacher does, bit for bit, and asks it once for each sample', async () => {
  const [inside, files] = [counting(), memoryFiles()];
  const teacher = cacheOf({}, { inside, files });
  for (const ids of [
    [1, 2, 3],
    [3, 1],
    [2, 2, 1],
  ])
    expect(await ask(teacher, batchOf(ids))).toEqual(await plain(ids));
  expect(inside.asked).toEqual([[]]);
  expect(await ask(teacher, batchOf([4, 1]))).toEqual(await plain([4, 1]));
  expect(inside.asked).toHaveLength(2);

  const later = counting();
  expect(await ask(cacheOf({}, { inside: later, files }), batchOf([4, 3, 2, 1]))).toEqual(await plain([4, 3, 2, 1]));
  expect(later.asked).toEqual([]);
});

test('keeps each tap that is asked for, the logits under their own name too', async () => {
  const [inside, files] = [counting(), memoryFiles()];
  const teacher = cacheOf({}, { inside, files });
  await ask(teacher, batchOf([1, 2]));
  for (let time = 0; time < 2; time += 1)
    expect(await ask(teacher, batchOf([1, 2]), ['features', 'logits'])).toEqual(await plain([1, 2], ['features', 'logits']));
  expect(inside.asked).toEqual([[], ['features']]);
  expect(await ask(cacheOf({ frozen: true }, { files }), batchOf([2]), ['features'])).toEqual(await plain([2], ['features']));
});

test('what is not raw float32 is answered the same way the first time as later', async () => {
  const expected = await plain([1, 2, 3], ['features']);
  for (const options of [{ dtype: 'float16' as const }, { top: 1 }, { dtype: 'float16' as const, top: 2 }]) {
    const teacher = cacheOf(options);
    const first = await ask(teacher, batchOf([1, 2, 3]), ['features']);
    expect(await ask(teacher, batchOf([1, 2, 3]), ['features'])).toEqual(first);
    expectClose(first.features!, expected.features!, 1e-3, 'features');
    const largest = [0, 1, 2].map((row) => Math.max(...expected.logits!.slice(3 * row, 3 * row + 3)));
    const kept = [0, 1, 2].map((row) => Math.max(...first.logits!.slice(3 * row, 3 * row + 3)));
    expectClose(kept, largest, 1e-3, 'the largest logits');
    expect(first.logits).not.toEqual(expected.logits);
  }
});

describe('an answer is taken for nothing else', () => {
  const cases: readonly (readonly [string, Parameters<typeof batchOf>, Parameters<typeof counting>])[] = [
    ['another sample', [[7]], []],
    ['other inputs under the same identity', [[1], {}, 2], []],
    ['another view', [[1], { view: 'flip' }], []],
    ['another teacher', [[1]], [{}, 'another']],
  ];
  test.each(cases)('%s', async (_, batch, teacher) => {
    const files = memoryFiles();
    await ask(cacheOf({ views: 1 }, { files }), batchOf([1]));
    const inside = counting(...teacher);
    const cache = cacheOf({ views: 1 }, { files, inside });
    expect(await ask(cache, batchOf(...batch))).toEqual(await ask(tinyTeacher(), batchOf(...batch)));
    expect(inside.asked).toHaveLength(1);
    await ask(cache, batchOf(...batch));
    expect(inside.asked).toHaveLength(1);
  });

  test('the copies of a sample in one batch', async () => {
    const inside = counting();
    const cache = cacheOf({ views: 1 }, { inside });
    const copies = () => batchOf([1, 2], { ids: Int32Array.of(5, 5), copies: 2, view: 'two' });
    for (let time = 0; time < 2; time += 1) expect(await ask(cache, copies())).toEqual(await plain([1, 2]));
    expect(inside.asked).toHaveLength(1);
  });

  test('another engine: the description of the store names it', async () => {
    const files = memoryFiles();
    await ask(cacheOf({}, { files }), batchOf([1]));
    const [teacher] = await files.list('cache');
    const [store] = await files.list(`cache/${teacher}`);
    const text = new TextDecoder().decode(await files.readFile(`cache/${teacher}/${store}/store.json`));
    expect(JSON.parse(text)).toEqual({ format: 1, tap: 'logits', shape: [3], dtype: 'float32', engine: getBackend(), teacher: 'tiny' });
  });
});

describe('a batch that it is told of', () => {
  const telling = () => {
    const told: (readonly number[])[] = [];
    return { told, inside: { ...counting(), prepare: ({ ids }: Batch, taps: readonly string[]) => void told.push([...ids, taps.length]) } };
  };
  const disposed = ({ inputs, labels, targets, labelled }: Batch): void => {
    for (const part of [inputs, labels, targets, labelled]) part.dispose();
  };

  test('is passed on where it has no answer yet, with the taps that are asked for then', async () => {
    const { told, inside } = telling();
    const cache = cacheOf({ views: 0 }, { inside });
    await ask(cache, batchOf([1, 2]), ['features']);
    for (const [ids, taps, times] of [
      [[1, 2], ['features', 'logits'], 0],
      [[2, 3], [], 1],
      [[4], ['features'], 1],
    ] as const) {
      told.length = 0;
      const batch = batchOf(ids);
      await cache.prepare!(batch, taps);
      expect(told).toEqual(times === 0 ? [] : [[...ids, taps.length]]);
      expect(await ask(cache, batch, taps)).toEqual(await plain(ids, taps));
    }
    expect(inside.asked).toHaveLength(3);
  });

  test('is answered by what the batch before it brought', async () => {
    const { told, inside } = telling();
    const cache = cacheOf({}, { inside });
    const [one, two] = [batchOf([1, 2]), batchOf([2, 1])];
    for (const batch of [one, two]) await cache.prepare!(batch, []);
    expect(told).toHaveLength(2);
    await ask(cache, one);
    expect(await ask(cache, two)).toEqual(await plain([2, 1]));
    expect(inside.asked).toHaveLength(1);
  });

  test('is passed on by no frozen cache, not in a view that is refused, and not to a teacher that cannot use it', async () => {
    const { told, inside } = telling();
    const [batch, view] = [batchOf([1]), batchOf([1], { view: 'crop' })];
    await cacheOf({ frozen: true }, { inside }).prepare!(batch, []);
    await expect(cacheOf({}, { inside }).prepare!(view, [])).rejects.toThrow('KD_E_CACHE_VIEWS');
    expect(told).toEqual([]);
    expect(cacheOf()).not.toHaveProperty('prepare');
    for (const each of [batch, view]) disposed(each);
  });
});

describe('frozen', () => {
  test('never asks, and says which sample is missing', async () => {
    const files = memoryFiles();
    await ask(cacheOf({}, { files }), batchOf([1, 2]));
    const inside = counting();
    const frozen = cacheOf({ frozen: true }, { files, inside });
    expect(await ask(frozen, batchOf([2, 1]))).toEqual(await plain([2, 1]));
    await expect(ask(frozen, batchOf([1, 9]))).rejects.toThrow(/sample 9 in the view "none".*KD_E_CACHE_MISS/);
    await expect(ask(frozen, batchOf([1], { view: 'flip' }))).rejects.toThrow(/sample 1 in the view "flip".*KD_E_CACHE_MISS/);
    await expect(ask(frozen, batchOf([1]), ['features'])).rejects.toThrow('KD_E_CACHE_MISS');
    await expect(ask(cacheOf({ frozen: true }, { files, inside: counting({}, 'another') }), batchOf([1]))).rejects.toThrow('KD_E_CACHE_MISS');
    await expect(ask(cacheOf({ frozen: true, dtype: 'float16' }, { files }), batchOf([1]))).rejects.toThrow('KD_E_CACHE_MISS');
    expect(inside.asked).toEqual([]);
  });
});

describe('views', () => {
  test('beyond the limit are refused, and the teacher is not asked for them', async () => {
    const [files, inside] = [memoryFiles(), counting()];
    const cache = cacheOf({ views: 2 }, { files, inside });
    for (const view of ['none', 'crop epoch 0', 'crop epoch 1', 'crop epoch 0']) await ask(cache, batchOf([1], { view }));
    await expect(ask(cache, batchOf([1], { view: 'crop epoch 2' }))).rejects.toThrow(/at most 2 views.*"crop epoch 2".*augment: \[\].*KD_E_CACHE_VIEWS/);
    expect(inside.asked).toHaveLength(3);
    await expect(ask(cacheOf({ views: 2 }, { files }), batchOf([1], { view: 'crop epoch 2' }))).rejects.toThrow('KD_E_CACHE_VIEWS');
    await ask(cacheOf({ views: 3 }, { files }), batchOf([1], { view: 'crop epoch 2' }));
  });

  test('that every epoch shows are kept as the plain one is, each under its name', async () => {
    const [files, inside] = [memoryFiles(), counting()];
    const cache = cacheOf({ views: 1 }, { files, inside });
    for (const view of ['turned', 'mirrored', 'turned', 'mirrored']) await ask(cache, batchOf([1], { view, fixed: true }));
    expect(inside.asked).toHaveLength(2);
    // They leave room for one of another kind, also for whoever opens the cache later.
    const later = cacheOf({ views: 1 }, { files, inside });
    await ask(later, batchOf([1], { view: 'crop epoch 0' }));
    await expect(ask(later, batchOf([1], { view: 'crop epoch 1' }))).rejects.toThrow('KD_E_CACHE_VIEWS');
    const frozen = cacheOf({ frozen: true }, { files });
    expect(await ask(frozen, batchOf([1], { view: 'turned', fixed: true }))).toEqual(await plain([1]));
    await expect(ask(frozen, batchOf([1], { view: 'shifted', fixed: true }))).rejects.toThrow(/sample 1 in the view "shifted".*KD_E_CACHE_MISS/);
    await expect(ask(frozen, batchOf([1]))).rejects.toThrow(/sample 1 in the view "none".*KD_E_CACHE_MISS/);
  });
});

describe('before a stage', () => {
  const demand = { taps: [], samples: 100, epochs: 10, augmented: false };

  test('inputs that differ in every epoch are refused, with the number of views that they would take', () => {
    expect(() => cacheOf().check!({ ...demand, augmented: true })).toThrow(/each of 10 epochs.*augment: \[\].*KD_E_CACHE_VIEWS/);
    expect(() => cacheOf({ views: 9 }).check!({ ...demand, augmented: true })).toThrow('KD_E_CACHE_VIEWS');
    cacheOf({ views: 10 }).check!({ ...demand, augmented: true });
    cacheOf().check!(demand);
  });

  test('what would not fit is refused: rows of 12 bytes, with 20 for the key', () => {
    cacheOf({ maxBytes: 3200 }).check!(demand);
    expect(() => cacheOf({ maxBytes: 3199 }).check!(demand)).toThrow(/at most 3.20 kB.*3.20 kB.*KD_E_CACHE_SIZE/);
    expect(() => cacheOf({ maxBytes: 3200 }).check!({ ...demand, taps: ['features'] })).toThrow('KD_E_CACHE_SIZE');
    expect(() => cacheOf({ maxBytes: 6399 }).check!({ ...demand, copies: 2 })).toThrow('KD_E_CACHE_SIZE');
    cacheOf({ maxBytes: 6400 }).check!({ ...demand, copies: 2 });
    expect(() => cacheOf({ maxBytes: 3200, views: 10 }).check!({ ...demand, augmented: true })).toThrow('KD_E_CACHE_SIZE');
  });

  test('the teacher inside is asked too', () => {
    const told: unknown[] = [];
    cacheOf({}, { inside: { ...counting(), check: (each) => void told.push(each) } }).check!(demand);
    expect(told).toEqual([demand]);
  });

  test('a teacher that cannot tell what it is, and more logits than there are, are refused when it is made', () => {
    expect(() => cacheOf({}, { inside: tinyTeacher() })).toThrow(/digest.*KD_E_CACHE_TEACHER/);
    expect(() => cacheOf({ top: 3 })).toThrow(/fewer than 3 classes.*KD_E_OPTIONS_INVALID/);
  });
});

test('says how much it will write before it writes, once for each tap', async () => {
  const [files, lines] = [memoryFiles(), [] as string[]];
  const said: number[] = [];
  const watched: FileSystem = {
    ...files,
    open(path, mode) {
      if (mode === 'append') said.push(lines.length);
      return files.open(path, mode);
    },
  };
  const cache = cacheOf({}, { files: watched, lines });
  cache.check!({ taps: ['features'], samples: 1000, epochs: 2, augmented: false });
  await ask(cache, batchOf([1, 2]));
  await ask(cache, batchOf([1, 2, 3]), ['features']);
  expect(said).toEqual([1, 1, 2]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^teacher cache: logits \[3\] as float32, 32 B a sample, 32.0 kB for 1000 samples, to cache\/[0-9a-f]{16}\/logits-[0-9a-f]{16}; \d+ B are in cache$/,
  );
  expect(lines[1]).toMatch(/^teacher cache: features \[5\] as float32, 40 B a sample/);
});

test('its digest is that of the teacher where it changes no bit, and says what it does where it does', async () => {
  expect(await cacheOf().digest!()).toBe('tiny');
  expect(await cacheOf({ dtype: 'float16', top: 2 }).digest!()).toBe('cached float16 2 (tiny)');
});

test('leaves no tensor behind, also where the disk fails', async () => {
  const files = memoryFiles();
  const cache = cacheOf({}, { files });
  await expectNoLeak(() => ask(cache, batchOf([1, 2]), ['features']));
  await expectNoLeak(() => ask(cache, batchOf([1, 2]), ['features']));
  const failing = cacheOf({ maxBytes: 1 }, { files: memoryFiles() });
  await expectNoLeak(() => expect(ask(failing, batchOf([1]))).rejects.toThrow('KD_E_CACHE_SIZE'));
});
