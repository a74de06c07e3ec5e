// The log: nothing flushed is ever lost or doubled, and whatever bytes a kill leaves, it can be read.
import { RetortError } from '@retort/kernel';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FileSystem } from './file-system.ts';
import { type JsonLines, openJsonLines } from './json-lines.ts';
import { memoryFiles } from './memory-files.ts';
import { readJsonLines, truncateJsonLines } from './read-json-lines.ts';
import { scanJsonLines } from './scan-json-lines.ts';
import { crashDisk, type FaultCase, fates, faultyFiles, forEveryCrash, forEveryFault } from './testing.ts';
import { writeFile } from './write-file.ts';

const PATH = 'run/metrics.jsonl';
const bytes = (text: string) => new TextEncoder().encode(text);

async function steps(files: FileSystem, path = PATH): Promise<unknown[]> {
  if ((await files.stat(path)) === undefined) return [];
  return (await readJsonLines(files, path)).records.map(({ step }) => step);
}

async function appendSteps(log: JsonLines, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step += 1) await log.append({ step, loss: 1 / (step + 1) });
}

describe('openJsonLines', () => {
  afterEach(() => vi.useRealTimers());

  it('writes one object per line', async () => {
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH);
    await log.append({ step: 0, text: 'ü\n"' });
    await log.append({ step: 1, nested: { list: [1, null, true] } });
    await log.close();
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe('{"step":0,"text":"ü\\n\\""}\n{"step":1,"nested":{"list":[1,null,true]}}\n');
  });

  it('goes on where it was closed', async () => {
    const files = memoryFiles();
    for (const from of [0, 3, 6]) {
      const log = await openJsonLines(files, PATH);
      await appendSteps(log, from, from + 3);
      await log.close();
    }
    expect(await steps(files)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('flushes when enough records wait', async () => {
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH, { records: 10 });
    await appendSteps(log, 0, 9);
    expect(await steps(files)).toEqual([]);
    await appendSteps(log, 9, 14);
    expect(await steps(files)).toHaveLength(10);
    await log.close();
    expect(await steps(files)).toHaveLength(14);
  });

  it('flushes when a record has waited long enough', async () => {
    vi.useFakeTimers();
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH, { milliseconds: 500 });
    await appendSteps(log, 0, 2);
    await vi.advanceTimersByTimeAsync(499);
    expect(await steps(files)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await steps(files)).toEqual([0, 1]);
    await appendSteps(log, 2, 3);
    await vi.advanceTimersByTimeAsync(500);
    expect(await steps(files)).toEqual([0, 1, 2]);
    await log.close();
  });

  it('keeps the order where nobody waits for an append', async () => {
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH, { records: 3 });
    await Promise.all(Array.from({ length: 50 }, (_, step) => log.append({ step })));
    await log.close();
    expect(await steps(files)).toEqual(Array.from({ length: 50 }, (_, step) => step));
  });

  it('writes numbers that JSON has no word for as words', async () => {
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH);
    await log.append({ loss: Number.NaN, terms: [Number.POSITIVE_INFINITY, { a: Number.NEGATIVE_INFINITY }] });
    await log.close();
    const record = (await readJsonLines(files, PATH)).records[0];
    expect(record).toEqual({ loss: 'NaN', terms: ['Infinity', { a: '-Infinity' }] });
    expect(Number(record?.loss)).toBeNaN();
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['undefined', { a: undefined }],
    ['a function', { a: () => 1 }],
    ['a bigint', { a: 1n }],
    ['a typed array', { a: new Float32Array(2) }],
    ['a date', { a: new Date(0) }],
    ['a lone surrogate', { a: '\ud800' }],
    ['the key __proto__', JSON.parse('{"__proto__":1}') as Record<string, unknown>],
  ])('refuses %s and stays usable', async (_, record) => {
    const files = memoryFiles();
    const log = await openJsonLines(files, PATH);
    await expect(log.append(record)).rejects.toThrow('KD_E_FILES_JSON');
    await log.append({ step: 1 });
    await log.close();
    expect(await steps(files)).toEqual([1]);
  });

  it('refuses to be used after it was closed', async () => {
    const log = await openJsonLines(memoryFiles(), PATH);
    await log.close();
    await log.close();
    await expect(log.append({ step: 1 })).rejects.toThrow('KD_E_FILES_CLOSED');
    await expect(log.flush()).rejects.toThrow('KD_E_FILES_CLOSED');
  });

  it('cuts a torn end off before it appends', async () => {
    const files = memoryFiles();
    await files.mkdir('run');
    await writeFile(files, PATH, '{"step":0}\n{"step":1}\n{"st');
    const log = await openJsonLines(files, PATH);
    await log.append({ step: 2 });
    await log.close();
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe('{"step":0}\n{"step":1}\n{"step":2}\n');
  });

  it('does not open a log that is damaged in the middle, and does not change it', async () => {
    const files = memoryFiles();
    await files.mkdir('run');
    const text = '{"step":0}\nrubbish\n{"step":2}\n';
    await writeFile(files, PATH, text);
    await expect(openJsonLines(files, PATH)).rejects.toThrow(`${PATH}:2: a line of a log`);
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe(text);
  });

  it('throws where the disk is full, keeps the records, and writes each once when there is room again', async () => {
    const disk = memoryFiles();
    let room = true;
    const files: FileSystem = {
      ...disk,
      async open(path, mode) {
        const handle = await disk.open(path, mode);
        return {
          ...handle,
          async write(data) {
            if (room) return handle.write(data);
            await handle.write(data.subarray(0, Math.floor(data.length / 2)));
            throw new RetortError('KD_E_FILES_FULL', { what: 'full' });
          },
        };
      },
    };
    const log = await openJsonLines(files, PATH, { records: 2 });
    await appendSteps(log, 0, 2);
    room = false;
    await log.append({ step: 2 });
    await expect(log.append({ step: 3 })).rejects.toThrow('KD_E_FILES_FULL');
    await expect(log.append({ step: 4 })).rejects.toThrow('KD_E_FILES_FULL');
    expect((await steps(disk)).slice(0, 2)).toEqual([0, 1]);
    room = true;
    await log.append({ step: 5 });
    expect(await steps(disk)).toEqual([0, 1, 2, 3, 4, 5]);
    await log.close();
  });

  it('tells of a flush that failed while nobody waited for it', async () => {
    vi.useFakeTimers();
    const disk = memoryFiles();
    const opening = faultyFiles(disk);
    await (await openJsonLines(opening, PATH)).close();
    const files = faultyFiles(disk, { failAt: opening.calls.length, code: 'ENOSPC', lasting: true });
    const log = await openJsonLines(files, PATH, { milliseconds: 10 });
    await log.append({ step: 0 });
    await vi.advanceTimersByTimeAsync(20);
    await expect(log.append({ step: 1 })).rejects.toThrow('KD_E_FILES_FULL');
    await expect(log.close()).rejects.toThrow('KD_E_FILES_FULL');
  });
});

/** 12 records in flushes of 3, after 4 that were there; `promised` counts those whose flush returned. */
function logging(): { fault: FaultCase; promised: () => number } {
  let promised = 0;
  const fault: FaultCase = {
    async prepare(files) {
      promised = 4;
      const log = await openJsonLines(files, PATH);
      await appendSteps(log, 0, 4);
      await log.close();
    },
    async act(files) {
      const log = await openJsonLines(files, PATH, { records: 3, milliseconds: 1_000_000 });
      try {
        for (let step = 4; step < 16; step += 1) {
          await log.append({ step });
          if (step % 3 === 0) promised = step + 1;
        }
      } finally {
        await log.close();
      }
      promised = 16;
    },
    async check(files, { at }) {
      const found = await steps(files);
      expect(found, at).toEqual(Array.from({ length: found.length }, (_, step) => step));
      expect(found.length, at).toBeGreaterThanOrEqual(promised);
      expect(found.length, at).toBeLessThanOrEqual(16);
      const log = await openJsonLines(files, PATH);
      await log.append({ step: found.length });
      await log.close();
      expect(await steps(files), at).toEqual(Array.from({ length: found.length + 1 }, (_, step) => step));
    },
  };
  return { fault, promised: () => promised };
}

describe('a log through failures', () => {
  it.each(['throw', 'torn'] as const)('loses nothing that was flushed where any call fails: %s', async (action) => {
    const { fault, promised } = logging();
    expect(await forEveryFault(fault, { action, code: 'ENOSPC' })).toBeGreaterThan(8);
    expect(promised()).toBe(16);
  });

  it('loses nothing that was flushed where the power goes at any call', async () => {
    expect(await forEveryCrash(logging().fault)).toBeGreaterThan(150);
  });

  it('is readable after a power loss at any moment, whatever blocks survived', async () => {
    const disk = crashDisk();
    const log = await openJsonLines(disk.files, PATH, { records: 5 });
    await appendSteps(log, 0, 23);
    for (let seed = 0; seed < 50; seed += 1) {
      const found = await steps(disk.crash(fates.mixed(seed)));
      expect(found).toEqual(Array.from({ length: found.length }, (_, step) => step));
      expect(found.length).toBeGreaterThanOrEqual(20);
    }
    await log.close();
  });
});

describe('readJsonLines', () => {
  const read = async (content: string | Uint8Array) => {
    const files = memoryFiles();
    await writeFile(files, 'x', content);
    return readJsonLines(files, 'x');
  };

  it('reads every record and tells of a torn end', async () => {
    expect(await read('')).toEqual({ records: [] });
    expect(await read('{"a":1}\n{"b":2}\n')).toEqual({ records: [{ a: 1 }, { b: 2 }] });
    expect(await read('{"a":1}\n{"b":2')).toEqual({ records: [{ a: 1 }], torn: { line: 2, bytes: 6 } });
    expect(await read('{"a":1}\n{"b":2}')).toEqual({ records: [{ a: 1 }], torn: { line: 2, bytes: 7 } });
    expect(await read('{"a":1}\n{"b":\n')).toEqual({ records: [{ a: 1 }], torn: { line: 2, bytes: 6 } });
    expect(await read('{"a":1}\n\0\0\0\0\n{"c":3}\n')).toEqual({ records: [{ a: 1 }], torn: { line: 2, bytes: 13 } });
    expect(await read(new Uint8Array([...bytes('{"a":1}\n{"b":"'), 0xc3]))).toMatchObject({ records: [{ a: 1 }], torn: { line: 2 } });
  });

  it('keeps every prefix of a log: a cut anywhere loses only the record that was cut', async () => {
    const whole = Array.from({ length: 9 }, (_, step) => `{"step":${step},"é":"\u{1F600}"}\n`).join('');
    const all = bytes(whole);
    for (let cut = 0; cut <= all.length; cut += 1) {
      const complete = all.subarray(0, cut).filter((byte) => byte === 10).length;
      expect((await read(all.slice(0, cut))).records).toHaveLength(complete);
    }
  });

  it.each([
    ['{"a":1}\n\n{"a":2}\n', 'an empty line'],
    ['[1]\n{"a":2}\n', 'starts with "[1]"'],
    ['{"a":1,"a":2}\n{"a":2}\n', 'the key "a" twice'],
    ['{"__proto__":{"x":1}}\n{"a":2}\n', '__proto__'],
    [`${'{"a":'.repeat(100)}1${'}'.repeat(100)}\n{}\n`, 'levels of nesting'],
    ['{"a":1}{"b":2}\n{}\n', 'KD_E_FILES_LOG'],
    ['\uFEFF{"a":1}\n{}\n', 'KD_E_FILES_LOG'],
  ])('refuses damage in the middle: %j', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
    await expect(read(text)).rejects.toThrow('KD_E_FILES_LOG');
  });

  it('caps what it reads', async () => {
    const files = memoryFiles();
    await writeFile(files, 'x', '{"a":1}\n');
    await expect(readJsonLines(files, 'x', { maxBytes: 4 })).rejects.toThrow('KD_E_FILES_TOO_LARGE');
    await expect(readJsonLines(files, 'y')).rejects.toThrow('KD_E_FILES_MISSING');
  });

  it('throws coded errors only, whatever the bytes', () => {
    const valid = bytes(Array.from({ length: 5 }, (_, step) => `{"step":${step},"loss":0.5,"name":"a b"}\n`).join(''));
    const mutated = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((edits) => {
      const copy = valid.slice();
      for (const [at, byte] of edits) copy[at] = byte;
      return copy;
    });
    const lines = fc
      .array(fc.oneof(fc.json(), fc.string(), fc.constantFrom('{"a":1}', '', '\0', '{')), { maxLength: 5 })
      .map((parts) => bytes(parts.join('\n')));
    fc.assert(
      fc.property(fc.oneof(mutated, lines, fc.uint8Array({ maxLength: 200 })), (content) => {
        try {
          const scan = scanJsonLines(content, 'x');
          expect(scan.size + (scan.torn?.bytes ?? 0)).toBe(content.length);
          expect(scanJsonLines(content.subarray(0, scan.size), 'x').records).toEqual(scan.records);
        } catch (error) {
          if (!RetortError.is(error, 'KD_E_FILES_LOG')) throw error;
        }
      }),
      { numRuns: 20_000, seed: 7 },
    );
  });
});

describe('truncateJsonLines', () => {
  const before = (limit: number) => (record: Readonly<Record<string, unknown>>) => Number(record.step) < limit;
  const prepare = async (files: FileSystem) => {
    await files.mkdir('run');
    await writeFile(files, PATH, '{"step":0}\n{"step":1,"kept":"as it was" }\n{"step":2}\n{"step":3}\n{"st');
    await files.syncFolder('run');
    await files.syncFolder('.');
  };

  it('drops what came after the checkpoint, byte for byte', async () => {
    const files = memoryFiles();
    await prepare(files);
    expect(await truncateJsonLines(files, PATH, before(2))).toBe(2);
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe('{"step":0}\n{"step":1,"kept":"as it was" }\n');
    expect(await truncateJsonLines(files, PATH, before(2))).toBe(0);
    expect(await truncateJsonLines(files, PATH, before(0))).toBe(2);
    expect((await files.stat(PATH))?.size).toBe(0);
  });

  it('writes nothing where nothing is dropped, or nothing is there', async () => {
    const files = faultyFiles(memoryFiles());
    expect(await truncateJsonLines(files, PATH, () => true)).toBe(0);
    expect(files.calls).toEqual([]);
    await files.mkdir('run');
    await writeFile(files, PATH, '{"step":0}\n');
    const calls = files.calls.length;
    expect(await truncateJsonLines(files, PATH, () => true)).toBe(0);
    expect(files.calls.length).toBe(calls);
  });

  it('leaves the old or the new log where the power goes at any call', async () => {
    await forEveryCrash({
      prepare,
      act: async (files) => {
        await truncateJsonLines(files, PATH, before(2));
      },
      check: async (files, { at, completed }) => {
        const found = await steps(files);
        expect(completed ? [2] : [2, 4], at).toContain(found.length);
      },
    });
  });
});
