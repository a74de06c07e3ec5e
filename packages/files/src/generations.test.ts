// Checkpoints: at least two complete ones, the newest that verifies is found, nothing foreign is removed.
import { RetortError } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import type { FileSystem } from './file-system.ts';
import { latestGeneration, saveGeneration } from './generations.ts';
import { memoryFiles } from './memory-files.ts';
import { type FaultCase, type FaultyOptions, faultyFiles, forEveryCrash, forEveryFault } from './testing.ts';
import { verifyFolder } from './verify-folder.ts';
import { writeFile } from './write-file.ts';

const ROOT = 'run/checkpoints';

function save(files: FileSystem, index: number, text = `state ${index}`, keep?: number): Promise<void> {
  return saveGeneration(files, ROOT, index, (folder) => writeFile(files, `${folder}/state.bin`, text), { index }, keep === undefined ? {} : { keep });
}

async function latest(files: FileSystem): Promise<[number | undefined, string | undefined]> {
  const found = await latestGeneration(files, ROOT);
  if (found === undefined) return [undefined, undefined];
  expect(found.manifest.metadata).toEqual({ index: found.index });
  return [found.index, new TextDecoder().decode(await files.readFile(`${found.folder}/state.bin`))];
}

async function flip(files: FileSystem, path: string, at = 0): Promise<void> {
  const bytes = await files.readFile(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  await writeFile(files, path, bytes);
}

async function completeIn(files: FileSystem): Promise<number> {
  let complete = 0;
  for (const name of await files.list(ROOT)) {
    const verified = await verifyFolder(files, `${ROOT}/${name}`).then(
      () => true,
      (error: unknown) => !RetortError.is(error),
    );
    if (verified) complete += 1;
  }
  return complete;
}

describe('generations', () => {
  it('are none where nothing was saved', async () => {
    const files = memoryFiles();
    expect(await latestGeneration(files, ROOT)).toBeUndefined();
    await files.mkdir(ROOT);
    expect(await latestGeneration(files, ROOT)).toBeUndefined();
  });

  it('keep the two newest', async () => {
    const files = memoryFiles();
    for (const index of [5, 10, 15, 123456789]) await save(files, index);
    expect(await files.list(ROOT)).toEqual(['step-000015', 'step-123456789']);
    expect(await latest(files)).toEqual([123456789, 'state 123456789']);
  });

  it('keep as many as asked for, never fewer than two', async () => {
    const files = memoryFiles();
    for (const index of [1, 2, 3, 4, 5]) await save(files, index, undefined, 3);
    expect(await files.list(ROOT)).toEqual(['step-000003', 'step-000004', 'step-000005']);
    await expect(save(files, 6, undefined, 1)).rejects.toThrow('at least 2');
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60])('refuse the index %s', async (index) => {
    await expect(save(memoryFiles(), index)).rejects.toThrow('KD_E_FILES_PATH');
  });

  it('fall back to the one before a damaged one, and say what was skipped', async () => {
    const files = memoryFiles();
    await save(files, 1);
    await save(files, 2);
    await flip(files, `${ROOT}/step-000002/state.bin`);
    const found = await latestGeneration(files, ROOT);
    expect(found?.index).toBe(1);
    expect(found?.skipped.map(({ index, reason }) => [index, reason.code])).toEqual([[2, 'KD_E_FILES_DAMAGED']]);
    expect(found?.skipped[0]?.reason.message).toContain('state.bin');
  });

  it('fall back where the disk cannot read the newest', async () => {
    const files = memoryFiles();
    await save(files, 1);
    await save(files, 2);
    const broken: FileSystem = {
      ...files,
      async open(path, mode) {
        if (path.includes('step-000002/state')) throw new RetortError('KD_E_FILES_IO', { what: 'bad sector' });
        return files.open(path, mode);
      },
    };
    expect((await latestGeneration(broken, ROOT))?.index).toBe(1);
  });

  it('do not pretend that a folder without permission is damaged', async () => {
    const files = memoryFiles();
    await save(files, 1);
    const closed: FileSystem = { ...files, open: async () => Promise.reject(new RetortError('KD_E_FILES_DENIED', { what: 'closed' })) };
    await expect(latestGeneration(closed, ROOT)).rejects.toThrow('KD_E_FILES_DENIED');
  });

  it('throw where there are some and none is usable: a run must not start anew by itself', async () => {
    const files = memoryFiles();
    await save(files, 1);
    await save(files, 2);
    for (const name of await files.list(ROOT)) await flip(files, `${ROOT}/${name}/manifest.json`, 40);
    await expect(latestGeneration(files, ROOT)).rejects.toThrow('all 2 checkpoints');
    await expect(latestGeneration(files, ROOT)).rejects.toThrow('KD_E_FILES_DAMAGED');
  });

  it('do not count a damaged one as one of the two that are kept', async () => {
    const files = memoryFiles();
    await save(files, 1);
    await save(files, 2);
    await flip(files, `${ROOT}/step-000002/state.bin`);
    await save(files, 3);
    expect(await completeIn(files)).toBe(2);
    expect(await files.list(ROOT)).toEqual(['step-000001', 'step-000002', 'step-000003']);
    await save(files, 4);
    expect(await files.list(ROOT)).toEqual(['step-000003', 'step-000004']);
  });

  it('save the same index again: over a complete one, and beside a damaged one', async () => {
    const files = memoryFiles();
    await save(files, 1);
    await save(files, 2);
    await save(files, 2, 'state 2 again');
    expect(await latest(files)).toEqual([2, 'state 2 again']);
    await flip(files, `${ROOT}/step-000002/manifest.json`, 5);
    await save(files, 2, 'state 2 once more');
    expect(await latest(files)).toEqual([2, 'state 2 once more']);
    expect(await files.list(ROOT)).toEqual(['step-000001', 'step-000002', expect.stringMatching(/^step-000002\.damaged-p0t0n\d+$/)]);
  });

  it('keep the one just saved, even where newer ones exist', async () => {
    const files = memoryFiles();
    await save(files, 100);
    await save(files, 200);
    await save(files, 50);
    expect(await files.list(ROOT)).toEqual(['step-000050', 'step-000200']);
  });

  it('never remove what they did not create', async () => {
    const files = memoryFiles();
    await save(files, 1);
    const mine = ['notes.txt', 'step-000000/mine.txt', 'step-1/x', 'step-000001/mine.txt', 'step-000002.bak/x', 'step-000001.old-mine/x'];
    for (const path of mine) {
      await files.mkdir(`${ROOT}/${path.includes('/') ? path.split('/')[0] : ''}`);
      await writeFile(files, `${ROOT}/${path}`, 'mine');
    }
    for (const index of [2, 3, 4]) await save(files, index);
    for (const path of mine) expect(new TextDecoder().decode(await files.readFile(`${ROOT}/${path}`)), path).toBe('mine');
    expect(await latest(files)).toEqual([4, 'state 4']);
  });
});

const saving: FaultCase = {
  async prepare(files) {
    await save(files, 1);
    await save(files, 2);
  },
  act: (files) => save(files, 3),
  async check(files, { at, completed }) {
    const [index, text] = await latest(files);
    expect(completed ? [3] : [2, 3], at).toContain(index);
    expect(text, at).toBe(`state ${index}`);
    expect(await completeIn(files), at).toBeGreaterThanOrEqual(2);
    await save(files, 4);
    expect(await latest(files), at).toEqual([4, 'state 4']);
    expect(await files.list(ROOT), `leftovers after ${at}`).toEqual([expect.stringMatching(/^step-00000[23]$/), 'step-000004']);
  },
};

const savingAgain: FaultCase = {
  ...saving,
  act: (files) => save(files, 2, 'state 2 again'),
  async check(files, { at, completed }) {
    const [index, text] = await latest(files);
    expect(index, at).toBe(2);
    expect(completed ? ['state 2 again'] : ['state 2', 'state 2 again'], at).toContain(text);
  },
};

describe('a save of a generation', () => {
  it.each<FaultyOptions>([
    { action: 'throw', code: 'ENOSPC', lasting: true },
    { action: 'torn', code: 'EIO' },
  ])('leaves two complete generations where any call fails: %o', async (options) => {
    expect(await forEveryFault(saving, options)).toBeGreaterThan(15);
    expect(await forEveryFault(savingAgain, options)).toBeGreaterThan(15);
  });

  it('leaves two complete generations where the power goes at any call', async () => {
    expect(await forEveryCrash(saving)).toBeGreaterThan(250);
    expect(await forEveryCrash(savingAgain)).toBeGreaterThan(250);
  });

  it('counts every call once: the same save makes the same calls', async () => {
    const calls = async () => {
      const faulty = faultyFiles(memoryFiles());
      await save(faulty, 1);
      return faulty.calls.map((call) => call.replace(/n\d+/, 'n'));
    };
    expect(await calls()).toEqual(await calls());
  });
});
