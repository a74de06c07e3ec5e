// What the documents say is tried: code runs and is type-checked, recipes are resolved, commands exist, links lead somewhere.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createRetort } from '@retort/distill';
import { axes } from '@retort/kernel';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { starter } from '../apps/cli/src/starter.ts';
import { type Block, blocksOf, documents, fences, linksOf, root } from './docs/blocks.ts';
import { commandsOf, problemWith } from './docs/check-command.ts';
import { checkRecipe } from './docs/check-recipe.ts';

/** Text that nobody reads but people: output, formulas, trees. */
const TEXT = ['', 'text', 'html'];
const CODE = ['ts', 'js'];

const found = await documents();
const blocks = (await Promise.all(found.map(blocksOf))).flat();
const links = (await Promise.all(found.map(linksOf))).flat();
const running = blocks.filter(({ runs }) => runs);
const of = (...languages: readonly string[]): readonly Block[] => running.filter(({ language }) => languages.includes(language));
const named = (list: readonly Block[]) => list.map((block) => [`${block.document}:${block.line}`, block] as const);

// Inside the repository, so that @retort/* is found; each document has a folder for its files.
let folder = '';
const folderOf = ({ document }: Block): string => join(folder, document.replaceAll(/[^a-zA-Z0-9-]/g, '-'));
const pathOf = (block: Block): string => join(folderOf(block), block.file ?? `line-${block.line}.${block.language === 'js' ? 'mjs' : block.language}`);

beforeAll(async () => {
  await mkdir(join(root, '.retort'), { recursive: true });
  folder = await mkdtemp(join(root, '.retort/docs-'));
  for (const block of running.filter(({ language, file }) => CODE.includes(language) || file !== undefined)) {
    await mkdir(folderOf(block), { recursive: true });
    await writeFile(pathOf(block), block.text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('every block says what it is, and there are some of each kind', () => {
  const known = [...TEXT, ...CODE, 'yaml', 'sh', 'json'];
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ document, line, language }) => `${document}:${line} ${language}`)).toEqual([]);
  const counts = [...CODE, 'yaml', 'sh', 'json', ''].map((language) => {
    const all = blocks.filter((block) => (language === '' ? TEXT.includes(block.language) : block.language === language));
    return `${language || 'text'} ${all.length}${all.some(({ runs }) => !runs) ? ` (${all.filter(({ runs }) => !runs).length} no-run)` : ''}`;
  });
  console.log(`${found.length} documents; blocks: ${counts.join(', ')}; ${links.length} links`);
  for (const language of ['ts', 'yaml', 'sh']) expect(of(language).length, language).toBeGreaterThan(0);
});

describe('code runs', () => {
  test.each(named(of('ts', 'js')))('%s', { timeout: 60_000 }, async (_, block) => {
    const before = process.cwd();
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    process.chdir(folderOf(block));
    try {
      await import(pathToFileURL(pathOf(block)).href);
    } finally {
      process.chdir(before);
      log.mockRestore();
    }
  });
});

test('code is well typed', { timeout: 120_000 }, async () => {
  const files = of('ts').map((block) => relative(folder, pathOf(block)));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: [], files }));
  const run = promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: root });
  const output = await run.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
  // What is wrong elsewhere is `npm run typecheck`'s to report.
  const own = output.split('\n').filter((line) => line.startsWith(`${relative(root, folder)}/`));
  expect(own).toEqual([]);
});

describe('recipes are resolved', () => {
  test.each(named(of('yaml')))('%s', async (where, block) => {
    await checkRecipe(block.text, { path: where, folder: folderOf(block) });
  });
});

describe('commands exist', () => {
  test.each(named(of('sh')))('%s', async (_, block) => {
    for (const command of commandsOf(block.text)) expect(await problemWith(command), command).toBeUndefined();
  });
});

test('what the README lists on the axes is there', async () => {
  const rows = (await readFile(join(root, 'README.md'), 'utf8')).split('\n').filter((line) => /^\| (knowledge|mapping|teacher|strategy|objective) /.test(line));
  const ids = rows.flatMap((row) => [...row.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id));
  const retort = await createRetort();
  const present = axes.flatMap((axis) => retort.list(axis).map(({ id }) => id));
  await retort.dispose();
  expect(rows).toHaveLength(5);
  expect(ids.filter((id) => !present.includes(id!))).toEqual([]);
});

test('the recipe of the tutorial is what `retort init` writes', () => {
  const first = of('yaml').find(({ document }) => document === 'docs/tutorial.md');
  expect(parse(first?.text ?? '')).toEqual(parse(starter('recipe.schema.json')));
});

test.each(named(of('json')))('%s is JSON', (_, block) => {
  expect(() => JSON.parse(block.text)).not.toThrow();
});

test('links lead somewhere', async () => {
  const missing = await Promise.all(links.map(async ({ document, target }) => (await exists(join(root, target))) || `${document} -> ${target}`));
  expect(missing.filter((one) => one !== true)).toEqual([]);
});

describe('the test itself notices', () => {
  test('an open fence, a wrong command, a wrong option, a wrong recipe', async () => {
    expect(() => fences('```ts\nconst a = 1;\n', 'x.md')).toThrow('x.md:1');
    expect(fences('a\n  ```ts no-run\n  b\n  ```\n', 'x.md')).toEqual([
      { document: 'x.md', line: 2, language: 'ts', file: undefined, runs: false, text: 'b\n' },
    ]);
    expect(await problemWith('npx retort rnu recipes/digits.yaml')).toContain('unknown command');
    expect(await problemWith('npx retort run recipes/digits.yaml --sede 1')).toContain('unknown option');
    expect(await problemWith('npx retort run recipes/none.yaml')).toContain('no file');
    expect(await problemWith('npm run nothing')).toContain('no script');
    expect(await problemWith('retort run --help')).toBeUndefined();
    await expect(checkRecipe('student: { id: mlp, hiden: [4] }', { path: 'x.md', folder: root })).rejects.toThrow('KD_E_RECIPE_OPTIONS');
    const digits = await readFile(join(root, 'recipes/digits.yaml'), 'utf8');
    expect(await checkRecipe(digits, { path: 'digits.yaml', folder: root })).toBe('planned');
    const layers = digits.replace('{ id: kd, temperature: 4 }, weight: 1 }', 'fitnet, layers: { hidden1: stage9 }, connector: linear }');
    await expect(checkRecipe(layers, { path: 'digits.yaml', folder: root })).rejects.toThrow('KD_E_TAP_UNKNOWN');
  });
});

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
