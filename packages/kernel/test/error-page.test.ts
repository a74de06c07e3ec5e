import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ErrorTable } from '../src/error/entry.ts';
import { errorTable } from '../src/index.ts';
import { type ErrorArea, errorPage } from './error-page.ts';

const folder = new URL('../src/error/table/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted();
const areas = await Promise.all(files.map(areaOf));

/** Each file of the table exports one table, and its first line says what it is about. */
async function areaOf(name: string): Promise<ErrorArea> {
  const [first = ''] = (await readFile(new URL(name, folder), 'utf8')).split('\n');
  const exports: Record<string, ErrorTable> = await import(`../src/error/table/${name.slice(0, -3)}.ts`);
  const tables = Object.values(exports);
  if (tables.length !== 1) throw new Error(`${name} exports ${tables.length} tables`);
  return { title: /^\/\/ Errors of (.+?)\.(?:\s|$)/.exec(first)?.[1] ?? '', table: tables[0] as ErrorTable };
}

test('docs/errors.md is what the table says', async () => {
  await expect(errorPage(areas), 'docs/errors.md is stale: run `npm run docs:errors` and commit it').toMatchFileSnapshot('../../../docs/errors.md');
});

test('every area says what it is about, and is gathered in the table, each code once', () => {
  for (const [index, { title }] of areas.entries()) expect(title, `the first line of ${files[index]}`).not.toBe('');
  const codes = areas.flatMap(({ table }) => Object.keys(table));
  expect(codes.toSorted()).toEqual(Object.keys(errorTable).toSorted());
});

test('every code and its texts are well formed', () => {
  for (const [code, { means, cure }] of Object.entries(errorTable)) {
    expect(code).toMatch(/^KD_E(_[A-Z0-9]+)+$/);
    expect(means, code).toMatch(/^[^a-z].*\.$/);
    expect(cure, code).toMatch(/^[^a-z].*\.$/);
  }
});

test('every code is thrown by some source file', async () => {
  const root = new URL('../../../', import.meta.url);
  const folders = (
    await Promise.all(['packages', 'plugins', 'apps'].map(async (kind) => (await readdir(new URL(kind, root))).map((name) => `${kind}/${name}/src`)))
  ).flat();
  const files = (
    await Promise.all(folders.map(async (source) => (await readdir(new URL(source, root), { recursive: true })).map((name) => `${source}/${name}`)))
  ).flat();
  const sources = files.filter((name) => name.endsWith('.ts') && !/\.test(-d)?\.ts$|\/error\/table\//.test(name));
  const texts = await Promise.all(sources.map((name) => readFile(new URL(name, root), 'utf8')));
  const named = new Set(texts.flatMap((text) => text.match(/\bKD_E_[A-Z0-9_]+/g) ?? []));
  expect(Object.keys(errorTable).filter((code) => !named.has(code))).toEqual([]);
});
