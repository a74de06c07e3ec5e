// One suite for every file system: the disk of Node.js, memory, memory over either, and memory seen through the test wrappers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileSystem } from './file-system.ts';
import { memoryFiles } from './memory-files.ts';
import { fromNative, nodeFiles } from './node.ts';
import { overlayFiles } from './overlay-files.ts';
import { crashDisk, faultyFiles } from './testing.ts';

const scratch = fromNative(mkdtempSync(join(tmpdir(), 'retort-files-')));
afterAll(() => rmSync(scratch, { recursive: true }));

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);
let folders = 0;

describe.each<[string, () => FileSystem, string]>([
  ['nodeFiles', () => nodeFiles, scratch],
  ['memoryFiles', memoryFiles, '/m'],
  ['overlayFiles', () => overlayFiles(memoryFiles()), 'o'],
  ['overlayFiles over the disk', () => overlayFiles(nodeFiles), scratch],
  ['crashDisk', () => crashDisk().files, 'c'],
  ['faultyFiles', () => faultyFiles(memoryFiles()), 'f'],
])('%s', (_, make, base) => {
  const fresh = async () => {
    const files = make();
    folders += 1;
    const root = `${base}/t${folders}`;
    await files.mkdir(root);
    const put = async (name: string, content: string) => {
      const handle = await files.open(`${root}/${name}`, 'write');
      await handle.write(bytes(content));
      await handle.sync();
      await handle.close();
    };
    return { files, root, put };
  };

  it('names its process', async () => {
    expect(make().owner).toMatch(/^p\d+t\d+$/);
  });

  it('writes, appends, truncates and reads', async () => {
    const { files, root, put } = await fresh();
    await put('x', 'abc');
    const handle = await files.open(`${root}/x`, 'append');
    await handle.write(bytes('de'));
    await handle.write(bytes('f'));
    await handle.truncate(5);
    await handle.write(bytes('!'));
    expect((await handle.stat()).size).toBe(6);
    await handle.close();
    await handle.close();
    expect(text(await files.readFile(`${root}/x`))).toBe('abcde!');
    await put('x', 'new');
    expect(text(await files.readFile(`${root}/x`))).toBe('new');
    const reader = await files.open(`${root}/x`, 'read-nofollow');
    expect(text(await reader.readAll())).toBe('new');
    await expect(reader.readAll({ maxBytes: 2 })).rejects.toThrow('KD_E_FILES_TOO_LARGE');
    await reader.close();
    await expect(reader.readAll()).rejects.toThrow('KD_E_FILES_CLOSED');
  });

  it('hands out bytes of its own', async () => {
    const { files, root } = await fresh();
    const handle = await files.open(`${root}/x`, 'write-new');
    const buffer = bytes('abc');
    await handle.write(buffer);
    buffer.fill(0);
    await handle.close();
    const read = await files.readFile(`${root}/x`);
    read.fill(0);
    expect(text(await files.readFile(`${root}/x`))).toBe('abc');
    expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
    expect(read.byteOffset % 8).toBe(0);
  });

  it('reads from a position, up to the end', async () => {
    const { files, root, put } = await fresh();
    await put('x', 'abc');
    const writer = await files.open(`${root}/x`, 'append');
    await writer.write(bytes('defg'));
    const reader = await files.open(`${root}/x`, 'read');
    const read = async (length: number, position: number) => {
      const into = new Uint8Array(length);
      const count = await reader.read(into, position);
      return `${text(into.subarray(0, count))} ${count}`;
    };
    expect(await read(2, 0)).toBe('ab 2');
    expect(await read(4, 1)).toBe('bcde 4');
    expect(await read(2, 4)).toBe('ef 2');
    expect(await read(9, 5)).toBe('fg 2');
    expect(await read(3, 7)).toBe(' 0');
    expect(await read(0, 1)).toBe(' 0');
    await writer.write(bytes('h'));
    await writer.close();
    expect(await read(3, 6)).toBe('gh 2');
    await reader.close();
    await expect(reader.read(new Uint8Array(1), 0)).rejects.toThrow('KD_E_FILES_CLOSED');
  });

  it('caps what it reads', async () => {
    const { files, root, put } = await fresh();
    await put('x', 'abcd');
    expect(text(await files.readFile(`${root}/x`, { maxBytes: 4 }))).toBe('abcd');
    await expect(files.readFile(`${root}/x`, { maxBytes: 3 })).rejects.toThrow('KD_E_FILES_TOO_LARGE');
  });

  it('tells files from folders from nothing', async () => {
    const { files, root, put } = await fresh();
    await put('x', 'abcd');
    expect(await files.stat(`${root}/x`)).toMatchObject({ isFile: true, isDirectory: false, isSymbolicLink: false, size: 4, links: 1 });
    expect(await files.stat(root)).toMatchObject({ isFile: false, isDirectory: true, isSymbolicLink: false });
    expect(await files.stat(`${root}/y`)).toBeUndefined();
    await put('y', 'abcd');
    const identity = async (name: string) => (await files.stat(`${root}/${name}`))?.identity;
    expect(await identity('x')).not.toBe(await identity('y'));
    const x = await identity('x');
    await files.rename(`${root}/x`, `${root}/z`);
    expect(await identity('z')).toBe(x);
  });

  it('lists names in order, makes parents, renames, removes', async () => {
    const { files, root, put } = await fresh();
    await files.mkdir(`${root}/b/c/d`);
    await files.mkdir(`${root}/b/c/d`);
    await put('Z', '');
    await put('a', '');
    expect(await files.list(root)).toEqual(['Z', 'a', 'b']);
    await files.rename(`${root}/b/c`, `${root}/c`);
    expect(await files.list(`${root}/c`)).toEqual(['d']);
    await files.removeFolder(`${root}/b`);
    await files.removeFile(`${root}/a`);
    await files.syncFolder(root);
    expect(await files.list(root)).toEqual(['Z', 'c']);
    await put('y', 'y');
    await files.rename(`${root}/y`, `${root}/Z`);
    expect(text(await files.readFile(`${root}/Z`))).toBe('y');
    expect(await files.list(root)).toEqual(['Z', 'c']);
  });

  it('resolves a path', async () => {
    const { files, root, put } = await fresh();
    await put('x', '');
    const real = await files.realPath(root);
    expect(await files.realPath(`${root}/./x`)).toBe(`${real}/x`);
    expect(real.startsWith('/') || /^[A-Z]:\//.test(real)).toBe(true);
    await expect(files.realPath(`${root}/nothing`)).rejects.toThrow('KD_E_FILES_MISSING');
  });

  it('codes every failure and names the path', async () => {
    const { files, root, put } = await fresh();
    await put('x', '');
    await files.mkdir(`${root}/d/e`);
    const failures: [() => Promise<unknown>, string][] = [
      [() => files.readFile(`${root}/no`), 'KD_E_FILES_MISSING'],
      [() => files.open(`${root}/no`, 'read'), 'KD_E_FILES_MISSING'],
      [() => files.open(`${root}/no/x`, 'write'), 'KD_E_FILES_MISSING'],
      [() => files.open(`${root}/x`, 'write-new'), 'KD_E_FILES_EXISTS'],
      [() => files.readFile(`${root}/d`), 'KD_E_FILES_KIND'],
      [() => files.list(`${root}/x`), 'KD_E_FILES_KIND'],
      [() => files.list(`${root}/no`), 'KD_E_FILES_MISSING'],
      [() => files.mkdir(`${root}/x`), 'KD_E_FILES_EXISTS'],
      [() => files.removeFile(`${root}/no`), 'KD_E_FILES_MISSING'],
      [() => files.removeFolder(`${root}/d`), 'KD_E_FILES_EXISTS'],
      [() => files.removeFolder(`${root}/x`), 'KD_E_FILES_KIND'],
      [() => files.rename(`${root}/no`, `${root}/y`), 'KD_E_FILES_MISSING'],
      [() => files.rename(`${root}/x`, `${root}/d`), 'KD_E_FILES_KIND'],
      [() => files.rename(`${root}/d`, `${root}/d/e/f`), 'KD_E_FILES_PATH'],
      [() => files.syncFolder(`${root}/no`), 'KD_E_FILES_MISSING'],
      [() => files.readFile(`${root}/\0`), 'KD_E_FILES_PATH'],
    ];
    for (const [failure, code] of failures) {
      const error = await failure().catch((reason: unknown) => reason);
      expect(String(error)).toContain(code);
      expect(String(error)).toContain(root);
    }
    await files.mkdir(`${root}/f`);
    await put('f/y', '');
    await expect(files.rename(`${root}/d`, `${root}/f`)).rejects.toThrow('KD_E_FILES_EXISTS');
    await files.removeFile(`${root}/f/y`);
    await files.rename(`${root}/d`, `${root}/f`);
    expect(await files.list(`${root}/f`)).toEqual(['e']);
  });

  it('reads only through a handle that was opened for it, and writes only through one opened for that', async () => {
    const { files, root, put } = await fresh();
    await put('x', 'abc');
    const reader = await files.open(`${root}/x`, 'read');
    await expect(reader.write(bytes('d'))).rejects.toThrow('KD_E_FILES_IO');
    await expect(reader.truncate(0)).rejects.toThrow('KD_E_FILES_');
    await reader.close();
    expect(text(await files.readFile(`${root}/x`))).toBe('abc');
  });
});
