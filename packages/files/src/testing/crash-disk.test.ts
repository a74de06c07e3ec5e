// The crash model must catch wrong code: each classic mistake of saving fails under it, and only there.
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../file-system.ts';
import { type FaultCase, faultyFiles, forEveryCrash, forEveryFault, Killed } from '../testing.ts';
import { writeFile } from '../write-file.ts';
import { crashDisk, fates } from './crash-disk.ts';

const PATH = 'state';

function saving(act: (files: FileSystem) => Promise<void>): FaultCase {
  return {
    async prepare(files) {
      await writeFile(files, PATH, 'old!');
      await files.syncFolder('.');
    },
    act,
    async check(files, { at, completed }) {
      const text = (await files.stat(PATH)) === undefined ? 'nothing' : new TextDecoder().decode(await files.readFile(PATH));
      if (!(completed ? ['new!'] : ['old!', 'new!']).includes(text)) throw new Error(`${at}: ${JSON.stringify(text)}`);
    },
  };
}

async function write(files: FileSystem, path: string, sync: boolean): Promise<void> {
  const handle = await files.open(path, 'write');
  await handle.write(new TextEncoder().encode('new!'));
  if (sync) await handle.sync();
  await handle.close();
}

describe('the crash model', () => {
  it('passes temporary file, sync, rename, sync', async () => {
    await forEveryCrash(
      saving(async (files) => {
        await write(files, 'temporary', true);
        await files.rename('temporary', PATH);
        await files.syncFolder('.');
      }),
    );
  });

  it('catches writing in place', async () => {
    await expect(forEveryCrash(saving((files) => writeFile(files, PATH, 'new!')))).rejects.toThrow(/: "(ne)?"/);
  });

  it('catches a rename of bytes that were not synced', async () => {
    const careless = async (files: FileSystem) => {
      await write(files, 'temporary', false);
      await files.rename('temporary', PATH);
      await files.syncFolder('.');
    };
    await expect(forEveryCrash(saving(careless))).rejects.toThrow(/sync folder/);
    // A process that dies alone loses nothing: only a power loss shows this mistake.
    await forEveryFault(saving(careless), { action: 'throw' });
  });

  it('catches a name that was not synced', async () => {
    const careless = async (files: FileSystem) => {
      await write(files, 'temporary', true);
      await files.rename('temporary', PATH);
    };
    await expect(forEveryCrash(saving(careless))).rejects.toThrow('after the last call: "old!"');
  });

  it('catches a removal before the rename', async () => {
    const careless = async (files: FileSystem) => {
      await write(files, 'temporary', true);
      await files.removeFile(PATH);
      await files.rename('temporary', PATH);
      await files.syncFolder('.');
    };
    await expect(forEveryCrash(saving(careless))).rejects.toThrow('"nothing"');
    await expect(forEveryFault(saving(careless), { action: 'throw' })).rejects.toThrow('"nothing"');
  });

  it('gives every fate to bytes that were not synced, and none to those that were', async () => {
    const disk = crashDisk();
    await writeFile(disk.files, 'log', 'abcd');
    await disk.files.syncFolder('.');
    const handle = await disk.files.open('log', 'append');
    await handle.write(new TextEncoder().encode('EFGH'));
    const found = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) found.add(new TextDecoder().decode(await disk.crash(fates.mixed(seed)).readFile('log')));
    expect([...found].sort()).toEqual(['abcd', 'abcd\0\0\0\0', 'abcdEF', 'abcdEFGH']);
    expect(new TextDecoder().decode(await disk.files.readFile('log'))).toBe('abcdEFGH');
  });

  it('keeps both sides of a rename together', async () => {
    const disk = crashDisk();
    await disk.files.mkdir('a');
    await disk.files.mkdir('b');
    await writeFile(disk.files, 'a/x', 'x');
    for (const folder of ['.', 'a', 'b']) await disk.files.syncFolder(folder);
    await disk.files.rename('a/x', 'b/x');
    for (let seed = 0; seed < 20; seed += 1) {
      const after = disk.crash(fates.mixed(seed));
      expect([...(await after.list('a')), ...(await after.list('b'))]).toEqual(['x']);
    }
  });
});

describe('faultyFiles', () => {
  it('counts changing calls only', async () => {
    const files = faultyFiles(crashDisk().files);
    await files.mkdir('d');
    await files.stat('d');
    await files.list('d');
    await writeFile(files, 'd/x', 'x');
    await files.readFile('d/x');
    expect(files.calls).toEqual(['mkdir d', 'open d/x', 'write d/x', 'sync d/x']);
  });

  it('is dead after a kill: no call does anything any more', async () => {
    const { files } = crashDisk();
    let killed = 0;
    const faulty = faultyFiles(files, { failAt: 2, action: 'kill', kill: () => (killed += 1) });
    await faulty.mkdir('a');
    await expect(faulty.mkdir('b')).rejects.toThrow(Killed);
    await expect(faulty.removeFolder('a')).rejects.toThrow(Killed);
    await expect(faulty.stat('a')).rejects.toThrow(Killed);
    expect(killed).toBe(1);
    expect(await files.list('.')).toEqual(['a']);
  });

  it('tears a write in half', async () => {
    const { files } = crashDisk();
    await expect(writeFile(faultyFiles(files, { failAt: 2, action: 'torn', code: 'ENOSPC' }), 'x', 'abcd')).rejects.toThrow('KD_E_FILES_FULL');
    expect(new TextDecoder().decode(await files.readFile('x'))).toBe('ab');
  });
});
