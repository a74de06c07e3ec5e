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
