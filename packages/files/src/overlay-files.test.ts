// An overlay shows what lies below and what was changed in it, and never changes what lies below.
import { beforeEach, expect, test } from 'vitest';
import { commitFolder } from './commit-folder.ts';
import { readText } from './decode-text.ts';
import type { FileSystem } from './file-system.ts';
import { openJsonLines } from './json-lines.ts';
import { memoryFiles } from './memory-files.ts';
import { overlayFiles } from './overlay-files.ts';
import { joinPath } from './paths.ts';
import { readFolder } from './read-folder.ts';
import { readJsonLines } from './read-json-lines.ts';
import { removeTree } from './remove-tree.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** Every folder and file below a path, with its text. */
async function treeOf(files: FileSystem, path: string): Promise<readonly string[]> {
  if ((await files.stat(path))?.isDirectory !== true) return [`${path}: ${await readText(files, path)}`];
  const inside = await Promise.all((await files.list(path)).map((name) => treeOf(files, joinPath(path, name))));
  return [path, ...inside.flat()];
}

let below: FileSystem;
let over: FileSystem;
let before: readonly string[];
beforeEach(async () => {
  below = memoryFiles();
  await below.mkdir('data/deep/er');
  for (const name of ['data/one', 'data/two', 'data/deep/three', 'data/deep/er/four']) await writeFileAtomic(below, name, name);
  over = overlayFiles(below);
  before = await treeOf(below, 'data');
});

const unchanged = async () => expect(await treeOf(below, 'data')).toEqual(before);

test('shows what lies below, also what comes later', async () => {
  expect(await treeOf(over, 'data')).toEqual(before);
  await writeFileAtomic(below, 'data/late', 'late');
  expect(await readText(over, 'data/late')).toBe('late');
  expect(over.owner).toBe(below.owner);
  expect(await over.realPath('data/./one')).toBe('/data/one');
});

test('what is written, appended and cut is seen above alone, by any spelling of its path', async () => {
  await writeFileAtomic(over, 'data/two', 'new');
  const handle = await over.open('data/deep/three', 'append');
  await handle.write(new TextEncoder().encode(' and more'));
  await handle.close();
  await over.mkdir('data/deep/fresh');
  await writeFileAtomic(over, '/data/deep/fresh/../five', 'five');
  expect(await over.list('data/deep')).toEqual(['er', 'five', 'fresh', 'three']);
  expect(await readText(over, '/data/two')).toBe('new');
  expect(await readText(over, './data/deep/three')).toBe('data/deep/three and more');
  expect(await over.realPath('data/deep/five')).toBe('/data/deep/five');
  await expect(over.open('data/one', 'write-new')).rejects.toThrow('KD_E_FILES_EXISTS');
  await expect(over.mkdir('data/one/inside')).rejects.toThrow('KD_E_FILES_KIND');
  await unchanged();
});

test('what is removed or moved is gone above alone, with all inside, and stays gone where its name comes back', async () => {
  await expect(over.removeFolder('data/deep')).rejects.toThrow('KD_E_FILES_EXISTS');
  await over.rename('data/deep', 'data/moved');
  expect(await treeOf(over, 'data/moved')).toEqual([
    'data/moved',
    'data/moved/er',
    'data/moved/er/four: data/deep/er/four',
    'data/moved/three: data/deep/three',
  ]);
  expect(await over.list('data')).toEqual(['moved', 'one', 'two']);
  await expect(over.readFile('data/deep/three')).rejects.toThrow('KD_E_FILES_MISSING');
  await over.mkdir('data/deep');
  expect(await over.list('data/deep')).toEqual([]);
  await removeTree(over, 'data/moved');
  await over.removeFile('data/one');
  expect(await over.stat('data/one')).toBeUndefined();
  expect(await over.list('data')).toEqual(['deep', 'two']);
  await expect(over.rename('data/one', 'data/two')).rejects.toThrow('KD_E_FILES_MISSING');
  await expect(over.rename('data/two', 'data')).rejects.toThrow('KD_E_FILES_KIND');
  await unchanged();
});

test('saves as a disk does: folders and logs', async () => {
  const save = (files: FileSystem, name: string) => commitFolder(files, 'data/saved', (folder) => writeFileAtomic(files, `${folder}/${name}`, name));
  await save(below, 'old');
  before = await treeOf(below, 'data');
  await save(over, 'new');
  expect([...(await readFolder(over, 'data/saved')).contents.keys()]).toEqual(['new']);
  const log = await openJsonLines(over, 'data/log.jsonl');
  await log.append({ line: 1 });
  await log.close();
  expect((await readJsonLines(over, 'data/log.jsonl')).records).toEqual([{ line: 1 }]);
  await unchanged();
});
