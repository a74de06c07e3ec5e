// A saved folder that was damaged afterwards: every cut and every flipped bit is seen before anything is used.
import { RetortError } from '@retort/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitFolder } from './commit-folder.ts';
import type { FileSystem } from './file-system.ts';
import { latestGeneration, saveGeneration } from './generations.ts';
import { parseManifest } from './manifest.ts';
import { memoryFiles } from './memory-files.ts';
import { readFolder } from './read-folder.ts';
import { verifyFolder } from './verify-folder.ts';
import { writeFile } from './write-file.ts';

const FILES = ['manifest.json', 'state.bin', 'parts/large.bin'];

async function committed(): Promise<FileSystem> {
  const files = memoryFiles();
  await commitFolder(
    files,
    'folder',
    async (folder) => {
      await writeFile(files, `${folder}/state.bin`, 'a small state');
      await files.mkdir(`${folder}/parts`);
      await writeFile(
        files,
        `${folder}/parts/large.bin`,
        new Uint8Array(40_000).map((_, at) => (at * 31) % 251),
      );
    },
    { metadata: { step: 12, seed: 1, name: 'run' } },
  );
  return files;
}

/** The next of a fixed sequence, below `limit`. */
function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function expectDamaged(files: FileSystem, label: string): Promise<void> {
  const errors = await Promise.all([verifyFolder(files, 'folder'), readFolder(files, 'folder')].map((work) => work.catch((reason: unknown) => reason)));
  for (const error of errors)
    expect(RetortError.is(error, 'KD_E_FILES_DAMAGED') || RetortError.is(error, 'KD_E_FILES_ESCAPE'), `${label}: ${String(error)}`).toBe(true);
}

describe('a damaged folder', () => {
  it('is seen at every length of every file but the right one', async () => {
    const files = await committed();
    for (const name of FILES) {
      const whole = await files.readFile(`folder/${name}`);
      for (let cut = 0; cut < whole.length; cut += name === 'parts/large.bin' ? 4096 : 1) {
        await writeFile(files, `folder/${name}`, whole.subarray(0, cut));
        await expectDamaged(files, `${name} cut to ${cut}`);
      }
      await writeFile(files, `folder/${name}`, new Uint8Array([...whole, 10]));
      await expectDamaged(files, `${name} grown`);
      await writeFile(files, `folder/${name}`, whole);
    }
    await verifyFolder(files, 'folder');
  });

  it('is seen at 10,000 flipped bits', async () => {
    const files = await committed();
    const next = sequence(99);
    const whole = new Map<string, Uint8Array>();
    for (const name of FILES) whole.set(name, await files.readFile(`folder/${name}`));
    for (let flip = 0; flip < 10_000; flip += 1) {
      // Small files in turn with the large one, so that the manifest gets a third of all flips.
      const name = FILES[flip % FILES.length] as string;
      const bytes = (whole.get(name) as Uint8Array).slice();
      const at = next(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << next(8));
      await writeFile(files, `folder/${name}`, bytes);
      const error = await verifyFolder(files, 'folder').catch((reason: unknown) => reason);
      expect(RetortError.is(error, 'KD_E_FILES_DAMAGED') || RetortError.is(error, 'KD_E_FILES_ESCAPE'), `${name} at ${at}: ${String(error)}`).toBe(true);
      await writeFile(files, `folder/${name}`, whole.get(name) as Uint8Array);
    }
  }, 60_000);

  it('names the file, what was expected and what came', async () => {
    const files = await committed();
    await writeFile(files, 'folder/state.bin', 'A small state');
    await expect(verifyFolder(files, 'folder')).rejects.toThrow(
      /the file "state\.bin" of "folder"\. Expected SHA-256 [0-9a-f]{64}\. Received SHA-256 [0-9a-f]{64}/,
    );
    await writeFile(files, 'folder/state.bin', 'short');
    await expect(verifyFolder(files, 'folder')).rejects.toThrow('"state.bin" of "folder". Expected 13 bytes. Received 5 bytes');
    await files.removeFile('folder/state.bin');
    await expect(verifyFolder(files, 'folder')).rejects.toThrow('"state.bin" of "folder". Expected a file. Received nothing');
    await writeFile(files, 'folder/state.bin', 'a small state');
    await writeFile(files, 'folder/parts/extra', '');
    await expect(verifyFolder(files, 'folder')).rejects.toThrow('"parts/extra" of "folder". Expected nothing. Received a file');
    await files.removeFile('folder/parts/extra');
    await files.removeFile('folder/manifest.json');
    await expect(verifyFolder(files, 'folder')).rejects.toThrow('"manifest.json" of "folder". Expected a manifest');
    await expect(verifyFolder(files, 'no-folder')).rejects.toThrow('KD_E_FILES_MISSING');
  });

  it('makes a run fall back: the older of two checkpoints at every cut of the newer', async () => {
    const files = memoryFiles();
    for (const index of [1, 2]) await saveGeneration(files, 'run', index, (folder) => writeFile(files, `${folder}/state.bin`, `state ${index}`));
    for (const name of ['manifest.json', 'state.bin']) {
      const whole = await files.readFile(`run/step-000002/${name}`);
      for (let cut = 0; cut < whole.length; cut += 1) {
        await writeFile(files, `run/step-000002/${name}`, whole.subarray(0, cut));
        const found = await latestGeneration(files, 'run');
        expect([found?.index, found?.skipped.length]).toEqual([1, 1]);
      }
      await writeFile(files, `run/step-000002/${name}`, whole);
    }
    expect((await latestGeneration(files, 'run'))?.index).toBe(2);
  });
});

describe('parseManifest', () => {
  it('throws coded errors only, whatever the bytes', async () => {
    const files = await committed();
    const valid = await files.readFile('folder/manifest.json');
    const mutated = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((edits) => {
      const copy = valid.slice();
      for (const [at, byte] of edits) copy[at] = byte;
      return copy;
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          mutated,
          fc.json().map((text) => new TextEncoder().encode(text)),
          fc.uint8Array({ maxLength: 300 }),
        ),
        async (bytes) => {
          const result = await parseManifest(bytes, 'folder').catch((error: unknown) => error);
          if (RetortError.is(result, 'KD_E_FILES_DAMAGED') || RetortError.is(result, 'KD_E_FILES_ESCAPE')) return;
          expect(bytes).toEqual(valid);
        },
      ),
      { numRuns: 5000, seed: 11 },
    );
  });

  it('refuses a manifest that leads out, lists a name twice, or is of another version', async () => {
    const text = async (change: (manifest: { version: number; files: { path: string }[] }) => void) => {
      const files = await committed();
      const manifest = JSON.parse(new TextDecoder().decode(await files.readFile('folder/manifest.json'))) as { version: number; files: { path: string }[] };
      change(manifest);
      return new TextEncoder().encode(`${JSON.stringify(manifest)}\n`);
    };
    const first = (path: string) => text((manifest) => Object.assign(manifest.files[0] as object, { path }));
    await expect(parseManifest(await first('../../etc/passwd'), 'f')).rejects.toThrow('KD_E_FILES_ESCAPE');
    await expect(parseManifest(await first('manifest.json'), 'f')).rejects.toThrow('KD_E_FILES_ESCAPE');
    await expect(parseManifest(await first('STATE.bin'), 'f')).rejects.toThrow('differ in more than their case');
    await expect(parseManifest(await text((manifest) => Object.assign(manifest, { version: 2 })), 'f')).rejects.toThrow(
      'Expected version 1. Received version 2',
    );
  });
});
