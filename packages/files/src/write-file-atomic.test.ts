// Whatever fails, whenever the power goes: a reader finds the old bytes or the new ones.
import { RetortError } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from './memory-files.ts';
import { type FaultCase, type FaultyOptions, faultyFiles, forEveryCrash, forEveryFault } from './testing.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

const PATH = 'runs/a/state.json';
const OLD = 'the old version';
const NEW = 'the new version, which is longer';

function replacing(): FaultCase {
  return {
    prepare: (files) => writeFileAtomic(files, PATH, OLD),
    act: (files) => writeFileAtomic(files, PATH, NEW),
    async check(files, { at, completed }) {
      const text = new TextDecoder().decode(await files.readFile(PATH));
      expect(completed ? [NEW] : [OLD, NEW], at).toContain(text);
      await writeFileAtomic(files, PATH, 'afterwards');
      expect(await files.list('runs/a'), at).toEqual(['state.json']);
    },
  };
}

function creating(): FaultCase {
  return {
    ...replacing(),
    prepare: async () => undefined,
    async check(files, { at, completed }) {
      const text = (await files.stat(PATH)) === undefined ? undefined : new TextDecoder().decode(await files.readFile(PATH));
      expect(completed ? [NEW] : [undefined, NEW], at).toContain(text);
    },
  };
}

describe('writeFileAtomic', () => {
  it('makes the parents and leaves nothing but the file', async () => {
    const files = memoryFiles();
    await writeFileAtomic(files, PATH, NEW);
    expect(await files.list('runs/a')).toEqual(['state.json']);
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe(NEW);
  });

  it.each<FaultyOptions>([
    { action: 'throw', code: 'EIO' },
    { action: 'throw', code: 'ENOSPC', lasting: true },
    { action: 'torn', code: 'ENOSPC' },
    { action: 'torn', code: 'EIO', lasting: true },
    { action: 'throw', code: 'EROFS', lasting: true },
  ])('leaves the old or the new version where any call fails: %o', async (options) => {
    expect(await forEveryFault(replacing(), options)).toBe(5);
    expect(await forEveryFault(creating(), options)).toBe(9);
  });

  it('leaves the old or the new version where the power goes at any call', async () => {
    expect(await forEveryCrash(replacing())).toBe(6 * 2 * 8);
    expect(await forEveryCrash(creating())).toBe(10 * 2 * 8);
  });

  it.each([
    ['ENOSPC', 'KD_E_FILES_FULL'],
    ['EDQUOT', 'KD_E_FILES_FULL'],
    ['EACCES', 'KD_E_FILES_DENIED'],
    ['EROFS', 'KD_E_FILES_DENIED'],
    ['EIO', 'KD_E_FILES_IO'],
  ] as const)('names path and bytes and says what stands: %s is %s', async (code, expected) => {
    const files = memoryFiles();
    await writeFileAtomic(files, PATH, OLD);
    const failed = await writeFileAtomic(faultyFiles(files, { failAt: 2, action: 'torn', code }), PATH, NEW).catch((error: unknown) => error);
    expect(RetortError.is(failed, expected)).toBe(true);
    expect(String(failed)).toContain(`write ${NEW.length} bytes to "${PATH}"`);
    expect(String(failed)).toContain(code);
    expect(String(failed)).toContain('The previous version is intact.');
    expect(await files.list('runs/a')).toEqual(['state.json']);
  });

  it('says that the new version is in place where only the sync of its name failed', async () => {
    const files = memoryFiles();
    await writeFileAtomic(files, PATH, OLD);
    const count = faultyFiles(files);
    await writeFileAtomic(count, PATH, OLD);
    await expect(writeFileAtomic(faultyFiles(files, { failAt: count.calls.length }), PATH, NEW)).rejects.toThrow('The new version is in place');
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe(NEW);
  });

  it('says where the temporary file could not be removed', async () => {
    const files = memoryFiles();
    const full = faultyFiles(files, { failAt: 6, code: 'EIO', lasting: true });
    await expect(writeFileAtomic(full, PATH, NEW)).rejects.toThrow(/Nothing was left at this path\. ".*\.tmp-p0t0n\d+" could not be removed/);
  });

  it('writes again where another process took the temporary file for a leftover', async () => {
    const files = memoryFiles();
    let stolen = 0;
    const contended = {
      ...files,
      rename: async (from: string, to: string) => {
        stolen += 1;
        if (stolen === 1) await files.removeFile(from);
        await files.rename(from, to);
      },
    };
    await writeFileAtomic(contended, PATH, NEW);
    expect(stolen).toBe(2);
    expect(new TextDecoder().decode(await files.readFile(PATH))).toBe(NEW);
    const thief = {
      ...files,
      rename: async (from: string, to: string) => {
        await files.removeFile(from);
        await files.rename(from, to);
      },
    };
    await expect(writeFileAtomic(thief, PATH, OLD)).rejects.toThrow('KD_E_FILES_MISSING');
  });

  it('lets many writes of one path run at once: one of them wins whole', async () => {
    const files = memoryFiles();
    const texts = Array.from({ length: 3 }, (_, index) => `version ${index}`);
    await Promise.all(texts.map((text) => writeFileAtomic(files, PATH, text)));
    expect(texts).toContain(new TextDecoder().decode(await files.readFile(PATH)));
  });

  it('removes only names of its own kind', async () => {
    const files = memoryFiles();
    for (const name of ['state.json.tmp-p1t0n1', 'state.json.tmp-mine', 'state.json.tmp', 'other.json.tmp-p1t0n1'])
      await writeFileAtomic(files, `d/${name}`, 'x');
    await writeFileAtomic(files, 'd/state.json', NEW);
    expect(await files.list('d')).toEqual(['other.json.tmp-p1t0n1', 'state.json', 'state.json.tmp', 'state.json.tmp-mine']);
  });
});
