// Putting a finished folder in the place of another: all of the new one, or all of the old.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inStaging, putInPlace } from './staging.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'retort-staging-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const folder = (name: string, file: string): string => {
  mkdirSync(join(parent, name));
  writeFileSync(join(parent, name, file), '');
  return join(parent, name);
};

test('the new one replaces the old one, and nothing else is left', async () => {
  await putInPlace(folder('built', 'new'), folder('target', 'old'));
  expect(readdirSync(parent)).toEqual(['target']);
  expect(readdirSync(join(parent, 'target'))).toEqual(['new']);
});

test('where the new one cannot be moved, the old one is back', async () => {
  await expect(putInPlace(join(parent, 'nothing'), folder('target', 'old'))).rejects.toThrow('ENOENT');
  expect(readdirSync(parent)).toEqual(['target']);
  expect(readdirSync(join(parent, 'target'))).toEqual(['old']);
});

test('the folder to build in is inside, and gone afterwards', async () => {
  const inside = await inStaging(join(parent, 'engines'), async (staging) => {
    expect(readdirSync(join(parent, 'engines')).map((name) => join(parent, 'engines', name))).toContain(staging);
    return staging;
  });
  expect(existsSync(inside)).toBe(false);
  await expect(inStaging(join(parent, 'engines'), () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  expect(readdirSync(join(parent, 'engines'))).toEqual(['.gitignore']);
});
