// A committed folder is there whole or not at all, whatever fails and whenever the power goes.
import { RetortError } from '@retort/kernel';
import { describe, expect, it } from 'vitest';
import { commitFolder } from './commit-folder.ts';
import type { FileSystem } from './file-system.ts';
import { memoryFiles } from './memory-files.ts';
import { findFolder, readFolder } from './read-folder.ts';
import { type FaultCase, type FaultyOptions, faultyFiles, forEveryCrash, forEveryFault } from './testing.ts';
import { verifyFolder } from './verify-folder.ts';
import { writeFile } from './write-file.ts';

const TARGET = 'out/student';

/** Three files, one of them in a subfolder and one empty; every byte says the version. */
function save(files: FileSystem, version: string): Promise<void> {
  return commitFolder(
    files,
    TARGET,
    async (folder) => {
      await writeFile(files, `${folder}/model.json`, `{"version":"${version}"}`);
      await files.mkdir(`${folder}/weights`);
      await writeFile(files, `${folder}/weights/part.bin`, version.repeat(100));
      await writeFile(files, `${folder}/${version}.txt`, '');
    },
    { metadata: { version } },
  );
}

/** The version that a reader finds, every byte of it checked against the others. */
async function versionIn(files: FileSystem): Promise<string | undefined> {
  try {
    const { manifest, contents } = await readFolder(files, TARGET);
    const version = String(manifest.metadata.version);
    const text = (path: string) => new TextDecoder().decode(contents.get(path));
    expect(text('model.json')).toBe(`{"version":"${version}"}`);
    expect(text('weights/part.bin')).toBe(version.repeat(100));
    expect([...contents.keys()].sort()).toEqual([`${version}.txt`, 'model.json', 'weights/part.bin'].sort());
    return version;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_MISSING')) return undefined;
    throw error;
  }
}

function savingCase(prepared: boolean): FaultCase {
  return {
    prepare: async (files) => {
      if (prepared) await save(files, 'old');
    },
    act: (files) => save(files, 'new'),
    async check(files, { at, completed, error }) {
      const found = await versionIn(files);
      expect(completed ? ['new'] : [prepared ? 'old' : undefined, 'new'], at).toContain(found);
      if (RetortError.is(error) && String(error).includes('version is intact')) expect(found, at).toBe('old');
      if (RetortError.is(error) && String(error).includes('in place')) expect(found, at).toBe('new');
      await save(files, 'next');
      expect(await versionIn(files), at).toBe('next');
      expect(await files.list('out'), `leftovers after ${at}`).toEqual(['student']);
    },
  };
}

const FAULTS: readonly FaultyOptions[] = [
  { action: 'throw', code: 'EIO' },
  { action: 'throw', code: 'ENOSPC', lasting: true },
  { action: 'torn', code: 'ENOSPC' },
  { action: 'torn', code: 'EIO', lasting: true },
];

describe('commitFolder', () => {
  it('writes a manifest of every file and the metadata', async () => {
    const files = memoryFiles();
    await save(files, 'old');
    const manifest = await verifyFolder(files, TARGET);
    expect(manifest.metadata).toEqual({ version: 'old' });
    // printf 'old%.0s' {1..100} | sha256sum
    expect(manifest.files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['model.json', 17],
      ['old.txt', 0],
      ['weights/part.bin', 300],
    ]);
    expect(manifest.files[1]?.sha256).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('writes the same bytes for the same content', async () => {
    const [a, b] = [memoryFiles(), memoryFiles()];
    await save(a, 'x');
    await save(b, 'x');
    expect(await a.readFile(`${TARGET}/manifest.json`)).toEqual(await b.readFile(`${TARGET}/manifest.json`));
  });

  it.each(FAULTS)('leaves nothing or the new version where any call fails: %o', async (options) => {
    expect(await forEveryFault(savingCase(false), options)).toBeGreaterThan(20);
  });

  it.each(FAULTS)('leaves the old or the new version where any call fails: %o', async (options) => {
    expect(await forEveryFault(savingCase(true), options)).toBeGreaterThan(25);
  });

  it('leaves nothing or the new version where the power goes at any call', async () => {
    expect(await forEveryCrash(savingCase(false))).toBeGreaterThan(300);
  });

  it('leaves the old or the new version where the power goes at any call', async () => {
    expect(await forEveryCrash(savingCase(true))).toBeGreaterThan(300);
  });

  it('leaves the old version where the power goes twice: in a save, and in the save after it', async () => {
    const twice = (first: number): FaultCase => ({
      ...savingCase(true),
      async prepare(files) {
        await save(files, 'old');
        const faulty = faultyFiles(files, { failAt: first, action: 'kill' });
        await save(faulty, 'lost').catch(() => undefined);
      },
      async check(files, { at, completed }) {
        const found = await versionIn(files);
        expect(completed ? ['new'] : ['old', 'lost', 'new'], `${first}, then ${at}`).toContain(found);
      },
    });
    const counting = faultyFiles(memoryFiles());
    await save(counting, 'old');
    const before = counting.calls.length;
    await save(counting, 'lost');
    const renames = counting.calls.slice(before).findIndex((call) => call.startsWith('rename'));
    expect(renames).toBeGreaterThan(10);
    // Until the first rename nothing but the temporary folder changes.
    for (let first = renames; first <= counting.calls.length - before; first += 1) await forEveryCrash(twice(first), 1);
  });

  it('keeps the old version where the writer throws, and passes its error on', async () => {
    const files = memoryFiles();
    await save(files, 'old');
    const failing = commitFolder(files, TARGET, async (folder) => {
      await writeFile(files, `${folder}/half`, 'x');
      throw new TypeError('no such tensor');
    });
    await expect(failing).rejects.toThrow(new TypeError('no such tensor'));
    expect(await versionIn(files)).toBe('old');
    expect(await files.list('out')).toEqual(['student']);
  });

  it('is found while it is set aside between the two renames', async () => {
    const files = memoryFiles();
    await save(files, 'old');
    let seen = '';
    const watched: FileSystem = {
      ...files,
      async rename(from, to) {
        await files.rename(from, to);
        if (from === TARGET) seen = `${await versionIn(files)} in ${await findFolder(files, TARGET)}`;
      },
    };
    await save(watched, 'new');
    expect(seen).toMatch(/^old in out\/student\.old-p0t0n\d+$/);
    expect(await versionIn(files)).toBe('new');
  });

  it('is read whole where it is replaced in the middle of reading', async () => {
    const files = memoryFiles();
    await save(files, 'old');
    let reads = 0;
    const reading: FileSystem = {
      ...files,
      async open(path, mode) {
        reads += 1;
        if (reads === 3) await save(files, 'new');
        return files.open(path, mode);
      },
    };
    expect(await versionIn(reading)).toBe('new');
    expect(reads).toBeGreaterThan(4);
  });
});

describe('a folder that holds what no commit put there', () => {
  const replace = (files: FileSystem) => save(files, 'new');

  it.each<[string, (files: FileSystem) => Promise<void>]>([
    ['files without a manifest', (files) => writeFile(files, `${TARGET}/thesis.tex`, 'ten years')],
    [
      'a file besides those of the manifest',
      async (files) => {
        await files.removeFolder(TARGET);
        await save(files, 'old');
        await writeFile(files, `${TARGET}/thesis.tex`, 'ten years');
      },
    ],
  ])('is refused and not touched: %s', async (_, prepare) => {
    const files = memoryFiles();
    await files.mkdir(TARGET);
    await prepare(files);
    await expect(replace(files)).rejects.toThrow('KD_E_FILES_FOREIGN');
    await expect(replace(files)).rejects.toThrow('thesis.tex');
    expect(new TextDecoder().decode(await files.readFile(`${TARGET}/thesis.tex`))).toBe('ten years');
    expect(await files.list('out')).toEqual(['student']);
  });

  it('is refused where it is a file', async () => {
    const files = memoryFiles();
    await files.mkdir('out');
    await writeFile(files, TARGET, 'x');
    await expect(replace(files)).rejects.toThrow('KD_E_FILES_FOREIGN');
  });

  it('is replaced where it is empty', async () => {
    const files = memoryFiles();
    await files.mkdir(TARGET);
    await replace(files);
    expect(await versionIn(files)).toBe('new');
    expect(await files.list('out')).toEqual(['student']);
  });

  it.each(['manifest.json', 'Manifest.json', 'CON.txt', 'a:b', 'dot.'])('a writer may not make %s', async (name) => {
    const files = memoryFiles();
    await expect(commitFolder(files, TARGET, (folder) => writeFile(files, `${folder}/${name}`, 'x'))).rejects.toThrow('KD_E_FILES_ESCAPE');
    expect(await files.list('out')).toEqual([]);
  });

  it('metadata that JSON cannot hold is refused', async () => {
    const files = memoryFiles();
    await expect(commitFolder(files, TARGET, async () => undefined, { metadata: { loss: Number.NaN } })).rejects.toThrow('KD_E_FILES_JSON');
    expect(await files.list('out')).toEqual([]);
  });
});
