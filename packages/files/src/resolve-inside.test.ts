// The containment corpus: no path leads out of its folder, whoever wrote it and however the disk is arranged.
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetortError } from '@retort/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileSystem } from './file-system.ts';
import { memoryFiles } from './memory-files.ts';
import { fromNative, nodeFiles } from './node.ts';
import { readInside, resolveInside } from './resolve-inside.ts';
import { writeFile } from './write-file.ts';

const SECRET = 'the secret outside';
const base = fromNative(mkdtempSync(join(tmpdir(), 'retort-inside-')));
const root = `${base}/model`;

beforeAll(() => {
  mkdirSync(`${root}/weights/deep`, { recursive: true });
  mkdirSync(`${base}/outside`);
  mkdirSync(`${base}/model-evil`);
  for (const path of ['secret', 'outside/secret', 'model-evil/secret']) writeFileSync(`${base}/${path}`, SECRET);
  for (const path of ['model.json', 'weights/part-1.bin', 'weights/deep/ünï-01.bin', 'a..b', '..hidden', 'x.y.z', 'weights/...more']) {
    writeFileSync(`${root}/${path}`, `inside ${path}`);
  }
});
afterAll(() => rmSync(base, { recursive: true }));

const PARTS = ['..', '.', '', '../..', '..\\', '...', '.. ', ' ..', '..\0', '．．', '‥', '%2e%2e', '..;', '..%00', '․․'];
const TARGETS = ['secret', 'outside/secret', 'model-evil/secret', '../secret'];
const climbs = PARTS.flatMap((part) => TARGETS.flatMap((target) => [`${part}/${target}`, `weights/${part}/${target}`, `weights/${part}/${part}/${target}`]));
const others = [
  '', ' ', '.', './', './model.json', 'weights/.', 'weights/', '/', '//', '/model.json', '//model.json', '/etc/passwd', '//server/share/file', '\\\\server\\share\\file',
  '\\\\?\\C:\\x', '\\\\.\\pipe\\x', '\\model.json', 'weights\\part-1.bin', '..\\secret', 'weights\\..\\..\\secret', 'C:', 'C:\\x', 'C:/x', 'c:secret', 'Z:model.json',
  'model.json:stream', 'model.json::$DATA', 'file:///etc/passwd', 'http://x/y', 'https://x/y', 'data:,x', 'weights//part-1.bin', 'weights/../model.json',
  'weights/./part-1.bin', 'weights/deep/../part-1.bin', 'model.json/', 'model.json/.', 'model.json/..', 'model.json/../model.json', 'model.json\0', 'model.json\0.png', '\0', 'a\nb', 'a\rb', 'a\tb', 'a\u001bb',
  'a\u007fb', 'a\u0085b', 'a\u200bb', 'a\u202eb', 'a\u2028b', '\ufeffmodel.json', '\ud800', 'a\udfffb', 'model.json ', 'model.json.', 'model.json. .', ' model.json', 'weights /part-1.bin',
  'weights./part-1.bin', 'con', 'CON', 'Con.txt', 'weights/nul', 'NUL.bin', 'aux', 'prn.x', 'com1', 'COM9.log', 'lpt1', 'LPT9.a.b', 'com¹', 'lpt³.x', 'conin$', 'CONOUT$', '~', '~/x', '~root/x',
  'a*b', 'a?b', 'a|b', 'a<b', 'a>b', 'a"b', '／etc／passwd', '．．／secret', 'C：/x', '＼secret', `${'a/'.repeat(600)}x`, 'a'.repeat(256), 'a'.repeat(5000),
]; // biome-ignore format: one case is one string
const hostile = [...new Set([...climbs, ...others])];

async function outcome(files: FileSystem, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readInside(files, root, path));
  } catch (error) {
    if (RetortError.is(error)) return error.code;
    throw error;
  }
}

describe('readInside', () => {
  it.each(['model.json', 'weights/part-1.bin', 'weights/deep/ünï-01.bin', 'a..b', '..hidden', 'x.y.z', 'weights/...more'])('reads %s', async (path) => {
    expect(await outcome(nodeFiles, path)).toBe(`inside ${path}`);
    expect(await resolveInside(nodeFiles, root, path)).toBe(fromNative(await nodeFiles.realPath(`${root}/${path}`)));
  });

  it('refuses every case of the corpus', async () => {
    expect(hostile.length).toBeGreaterThan(200);
    const literal = /%2e|%00|;/; // Names like any other, for who decodes nothing.
    for (const path of hostile) {
      const expected = literal.test(path) && !/(^|\/)\.\.(\/|$)/.test(path) ? 'KD_E_FILES_MISSING' : 'KD_E_FILES_ESCAPE';
      expect(await outcome(nodeFiles, path), JSON.stringify(path)).toBe(expected);
    }
  });

  it('refuses them where names are all there is: in memory', async () => {
    const files = memoryFiles();
    await files.mkdir(`${root}/weights`);
    await files.mkdir(`${base}/outside`);
    for (const path of ['secret', 'outside/secret']) await writeFile(files, `${base}/${path}`, SECRET);
    await writeFile(files, `${root}/weights/part-1.bin`, 'inside');
    expect(await outcome(files, 'weights/part-1.bin')).toBe('inside');
    for (const path of hostile) expect(await outcome(files, path), JSON.stringify(path)).toMatch(/^KD_E_FILES_(ESCAPE|MISSING)$/);
  });

  it('says which path, in which folder, and why', async () => {
    await expect(readInside(nodeFiles, root, '../secret')).rejects.toThrow(`the path "../secret" in "${root}". Expected a plain relative path`);
    await expect(readInside(nodeFiles, root, '../secret')).rejects.toThrow('Received the part ".."');
  });

  it('says that a file is missing, or a folder', async () => {
    expect(await outcome(nodeFiles, 'weights/part-2.bin')).toBe('KD_E_FILES_MISSING');
    expect(await outcome(nodeFiles, 'model.json/x')).toMatch(/KD_E_FILES_(KIND|MISSING)/);
    expect(await outcome(nodeFiles, 'weights')).toBe('KD_E_FILES_KIND');
  });

  it('caps what it reads', async () => {
    await expect(readInside(nodeFiles, root, 'model.json', { maxBytes: 3 })).rejects.toThrow('KD_E_FILES_TOO_LARGE');
  });

  it('never leads out: random paths of dangerous pieces', async () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', 'secret', 'outside', 'model', 'model-evil', 'weights', 'C:', '\0', ' ', '．', '／', '~'),
      fc.string({ maxLength: 3, unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        expect(await outcome(nodeFiles, pieces.join(''))).toMatch(/^(inside|KD_E_FILES_)/);
      }),
      { numRuns: 2000, seed: 20 },
    );
  });
});

describe.skipIf(process.platform === 'win32')('readInside and links', () => {
  const arrange: [string, string, () => void][] = [
    ['a link to a file outside', 'leaf', () => symlinkSync('../secret', `${root}/leaf`)],
    ['an absolute link', 'leaf-absolute', () => symlinkSync(`${base}/secret`, `${root}/leaf-absolute`)],
    ['a link to a file inside', 'leaf-inside', () => symlinkSync('model.json', `${root}/leaf-inside`)],
    ['a link to nothing', 'leaf-nothing', () => symlinkSync('nothing', `${root}/leaf-nothing`)],
    ['a link to itself', 'leaf-self', () => symlinkSync('leaf-self', `${root}/leaf-self`)],
    ['a linked folder outside', 'parent/secret', () => symlinkSync('../outside', `${root}/parent`)],
    ['a linked folder inside', 'parent-inside/part-1.bin', () => symlinkSync('weights', `${root}/parent-inside`)],
    ['a linked folder above a folder', 'above/deep/ünï-01.bin', () => symlinkSync('weights', `${root}/above`)],
    ['a link to the root itself', 'self/model.json', () => symlinkSync('.', `${root}/self`)],
    ['a chain of links', 'chain', () => symlinkSync('leaf', `${root}/chain`)],
    ['a second name of a file outside', 'hard', () => linkSync(`${base}/secret`, `${root}/hard`)],
    ['a second name of a file inside', 'hard-inside', () => linkSync(`${root}/x.y.z`, `${root}/hard-inside`)],
  ];

  it.each(arrange)('refuses %s', async (_, path, prepare) => {
    prepare();
    expect(await outcome(nodeFiles, path)).toMatch(/^KD_E_FILES_(ESCAPE|MISSING|PATH)$/);
  });

  it('refuses a socket', async () => {
    const server = createServer().listen(`${root}/socket`);
    await new Promise((done) => server.once('listening', done));
    expect(await outcome(nodeFiles, 'socket')).toBe('KD_E_FILES_ESCAPE');
    await new Promise((done) => server.close(done));
  });

  it('follows a link to the root itself: who names the root is trusted', async () => {
    symlinkSync(root, `${base}/alias`);
    expect(new TextDecoder().decode(await readInside(nodeFiles, `${base}/alias`, 'model.json'))).toBe('inside model.json');
  });

  it.each<[string, string, () => void]>([
    ['the folder above', 'swap', () => symlinkSync('../outside', `${root}/swap`)],
    ['the file', 'swap/secret', () => symlinkSync('../../secret', `${root}/swap/secret`)],
    ['the file, by another name of it,', 'swap/secret', () => linkSync(`${base}/secret`, `${root}/swap/secret`)],
  ])('refuses %s swapped between the check and the opening', async (_, removed, swap) => {
    rmSync(`${root}/swap`, { recursive: true, force: true });
    mkdirSync(`${root}/swap`);
    writeFileSync(`${root}/swap/secret`, 'inside');
    const racing: FileSystem = {
      ...nodeFiles,
      open(path, mode) {
        rmSync(`${root}/${removed}`, { recursive: true });
        swap();
        return nodeFiles.open(path, mode);
      },
    };
    expect(await outcome(racing, 'swap/secret')).toMatch(/^KD_E_FILES_(ESCAPE|PATH)$/);
    expect(readFileSync(`${base}/secret`, 'utf8')).toBe(SECRET);
  });

  it('refuses a folder swapped before the opening and swapped back after it', async () => {
    rmSync(`${root}/swap`, { recursive: true, force: true });
    mkdirSync(`${root}/swap`);
    writeFileSync(`${root}/swap/secret`, 'inside');
    const racing: FileSystem = {
      ...nodeFiles,
      async open(path, mode) {
        await nodeFiles.rename(`${root}/swap`, `${root}/kept`);
        symlinkSync('../outside', `${root}/swap`);
        const handle = await nodeFiles.open(path, mode);
        unlinkSync(`${root}/swap`);
        await nodeFiles.rename(`${root}/kept`, `${root}/swap`);
        return handle;
      },
    };
    await expect(readInside(racing, root, 'swap/secret')).rejects.toThrow('swapped while it was opened');
  });
});

it('refuses another spelling of a name where the disk would accept it', async () => {
  const files = memoryFiles();
  await writeFile(files, 'Weights.bin', 'x');
  // A disk that ignores case answers with its own spelling.
  const folding: FileSystem = { ...files, realPath: async (path) => files.realPath(path.toLowerCase() === '/weights.bin' ? '/Weights.bin' : path) };
  expect(new TextDecoder().decode(await readInside(folding, '/', 'Weights.bin'))).toBe('x');
  await expect(readInside(folding, '/', 'weights.bin')).rejects.toThrow('another spelling of the name');
});
