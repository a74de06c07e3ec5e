// The real thing: a process on the real disk, killed by SIGKILL at calls of a save. Then a reader looks. Long saves are killed at every
// third call; RETORT_KILLS=all kills them at each, as the loops in memory do.
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { latestGeneration } from '../src/generations.ts';
import { nodeFiles } from '../src/node.ts';
import { readFolder } from '../src/read-folder.ts';
import { readJsonLines } from '../src/read-json-lines.ts';
import { bundledChild } from './bundled-child.ts';
import { contentOf, type SaveName, saves } from './kill-child.ts';

const { scratch, program } = bundledChild(new URL('./kill-child.ts', import.meta.url), 'retort-kill');

/** Calls made where the child lived, `undefined` where it was killed. */
function runChild(name: SaveName, root: string, version: number, failAt: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, name, root, String(version), String(failAt)], (error, stdout, stderr) => {
      if (error === null) resolve(Number(stdout));
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(`${error.message}\n${stderr}`));
    });
  });
}

/** The version that a reader of `root` finds; every byte of it belongs to that version. */
async function versionIn(name: SaveName, root: string): Promise<number> {
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
  const versionOf = (content: string) => {
    const version = Number(content.split(' ')[1]);
    expect(content).toBe(contentOf(version));
    return version;
  };
  if (name === 'file') return versionOf(text(await nodeFiles.readFile(`${root}/state.json`)));
  if (name === 'log') {
    const { records } = await readJsonLines(nodeFiles, `${root}/log.jsonl`);
    expect(records).toEqual(records.map((_, index) => ({ version: index + 1, content: contentOf(index + 1) })));
    return records.length;
  }
  const folder = name === 'folder' ? `${root}/student` : (await latestGeneration(nodeFiles, `${root}/checkpoints`))?.folder;
  const { contents } = await readFolder(nodeFiles, folder ?? 'none');
  expect([...contents.keys()]).toEqual(['parts/one.txt', 'state.txt']);
  expect(text(contents.get('parts/one.txt'))).toBe(text(contents.get('state.txt')));
  return versionOf(text(contents.get('state.txt')));
}

describe.skipIf(process.platform === 'win32')('a process killed while it saves', () => {
  it.each<[SaveName, number, number]>([
    ['file', 5, 1],
    ['log', 4, 1],
    ['folder', 20, 3],
    ['generation', 20, 3],
  ])(
    'leaves the old or the new version, at calls of a %s',
    async (name, calls, every) => {
      const step = process.env.RETORT_KILLS === 'all' ? 1 : every;
      let killed = 0;
      for (let failAt = 1; ; failAt += step) {
        const root = `${scratch}/${name}-${failAt}`;
        for (const version of [1, 2]) await saves[name](nodeFiles, root, version);
        const made = await runChild(name, root, 3, failAt);
        const found = await versionIn(name, root);
        expect(made === undefined ? [2, 3] : [3], `${name}, call ${failAt}`).toContain(found);
        // What the killed process left does not disturb the next one.
        await saves[name](nodeFiles, root, found + 1);
        expect(await versionIn(name, root), `${name}, after call ${failAt}`).toBe(found + 1);
        if (made !== undefined) {
          expect(made).toBeLessThan(failAt);
          break;
        }
        killed += 1;
      }
      expect(killed * step).toBeGreaterThanOrEqual(calls);
    },
    60_000,
  );
});
