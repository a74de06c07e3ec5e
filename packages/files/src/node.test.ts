// What only a real disk can show: the system's own errors, links, and saves that really reach it.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commitFolder } from './commit-folder.ts';
import { readText } from './decode-text.ts';
import { ensureFolder } from './ensure-folder.ts';
import { fromNative, nodeFiles } from './node.ts';
import { removeTree } from './remove-tree.ts';
import { errno, systemError } from './system-error.ts';
import { verifyFolder } from './verify-folder.ts';
import { writeFile } from './write-file.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

const scratch = fromNative(mkdtempSync(join(tmpdir(), 'retort-node-')));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('nodeFiles', () => {
  it.skipIf(!existsSync('/dev/full'))('codes a full disk as the system reports it', async () => {
    await expect(writeFile(nodeFiles, '/dev/full', 'x')).rejects.toThrow(/cannot write "\/dev\/full".*ENOSPC.*\[KD_E_FILES_FULL\]/);
  });

  it('codes names that are too long and loops of links', async () => {
    await expect(writeFile(nodeFiles, `${scratch}/${'x'.repeat(300)}`, 'x')).rejects.toThrow('KD_E_FILES_PATH');
    symlinkSync('loop', `${scratch}/loop`);
    await expect(nodeFiles.readFile(`${scratch}/loop`)).rejects.toThrow('KD_E_FILES_PATH');
  });

  it.skipIf(process.platform === 'win32')('tells a link from what it points to, and does not open it where it must not', async () => {
    writeFileSync(`${scratch}/target`, 'x');
    symlinkSync('target', `${scratch}/link`);
    expect(await nodeFiles.stat(`${scratch}/link`)).toMatchObject({ isSymbolicLink: true, isFile: false });
    expect(await nodeFiles.readFile(`${scratch}/link`)).toEqual(new Uint8Array([120]));
    await expect(nodeFiles.open(`${scratch}/link`, 'read-nofollow')).rejects.toThrow('KD_E_FILES_PATH');
  });

  it.skipIf(process.platform === 'win32')('removes a tree without following its links', async () => {
    await nodeFiles.mkdir(`${scratch}/kept/deep`);
    writeFileSync(`${scratch}/kept/deep/file`, 'kept');
    await nodeFiles.mkdir(`${scratch}/tree/a/b`);
    writeFileSync(`${scratch}/tree/a/b/file`, '');
    symlinkSync('../kept', `${scratch}/tree/link`);
    await removeTree(nodeFiles, `${scratch}/tree`);
    await removeTree(nodeFiles, `${scratch}/tree`);
    expect(await nodeFiles.stat(`${scratch}/tree`)).toBeUndefined();
    expect(readFileSync(`${scratch}/kept/deep/file`, 'utf8')).toBe('kept');
  });

  it.skipIf(process.platform === 'win32')('does not commit a link', async () => {
    const linking = commitFolder(nodeFiles, `${scratch}/linked`, async (folder) => symlinkSync('/etc/passwd', `${folder}/weights.bin`));
    await expect(linking).rejects.toThrow('KD_E_FILES_ESCAPE');
    expect((await nodeFiles.list(scratch)).filter((name) => name.startsWith('linked'))).toEqual([]);
  });

  it('saves in folders that were not there', async () => {
    await writeFileAtomic(nodeFiles, `${scratch}/new/deep/file.txt`, 'text');
    expect(readFileSync(`${scratch}/new/deep/file.txt`, 'utf8')).toBe('text');
    for (const version of ['one', 'two']) await commitFolder(nodeFiles, `${scratch}/new/folder`, (folder) => writeFile(nodeFiles, `${folder}/x`, version));
    expect((await verifyFolder(nodeFiles, `${scratch}/new/folder`)).files).toHaveLength(1);
    expect(readFileSync(`${scratch}/new/folder/x`, 'utf8')).toBe('two');
    expect(await nodeFiles.list(`${scratch}/new`)).toEqual(['deep', 'folder']);
    await expect(ensureFolder(nodeFiles, `${scratch}/new/deep/file.txt`)).rejects.toThrow('KD_E_FILES_KIND');
  });

  it('writes a file larger than one system call takes at once', async () => {
    const bytes = new Uint8Array(40_000_000).fill(7);
    await writeFileAtomic(nodeFiles, `${scratch}/large`, bytes);
    const read = await nodeFiles.readFile(`${scratch}/large`);
    expect(read.length).toBe(bytes.length);
    expect(read.every((byte) => byte === 7)).toBe(true);
  });
});

describe('readText', () => {
  it('reads UTF-8 without its byte order mark, and nothing else', async () => {
    writeFileSync(`${scratch}/bom`, '\uFEFFgrün');
    writeFileSync(`${scratch}/latin1`, Buffer.from([0x67, 0xfc]));
    expect(await readText(nodeFiles, `${scratch}/bom`)).toBe('grün');
    await expect(readText(nodeFiles, `${scratch}/latin1`)).rejects.toThrow('KD_E_FILES_TEXT');
    await expect(readText(nodeFiles, `${scratch}/bom`, { maxBytes: 2 })).rejects.toThrow('KD_E_FILES_TOO_LARGE');
  });
});

describe('systemError', () => {
  it('keeps the cause, and an error that is coded already', () => {
    const cause = errno('EIO', 'i/o error');
    const coded = systemError(cause, 'read', 'x');
    expect(coded.code).toBe('KD_E_FILES_IO');
    expect(coded.cause).toBe(cause);
    expect(systemError(coded, 'write', 'y')).toBe(coded);
  });

  it('names a code that it does not know', () => {
    expect(systemError(errno('EWHATEVER', 'odd'), 'read', 'x').message).toContain('EWHATEVER: odd');
    expect(systemError('a string', 'read', 'x').message).toContain('a string');
  });
});
