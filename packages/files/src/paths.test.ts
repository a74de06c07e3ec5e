// Paths are text: joining and taking apart are inverse to each other.
import { expect, it } from 'vitest';
import { joinPath, nameOf, parentOf } from './paths.ts';

it.each([
  ['a/b/c', 'a/b', 'c'],
  ['/a', '/', 'a'],
  ['a', '.', 'a'],
  ['/', '/', ''],
  ['a/b/', 'a', 'b'],
  ['a//b', 'a', 'b'],
  ['C:/runs/x', 'C:/runs', 'x'],
])('%s lies in %s as %s', (path, parent, name) => {
  expect(parentOf(path)).toBe(parent);
  expect(nameOf(path)).toBe(name);
});

it('joins', () => {
  expect(joinPath('a', 'b', 'c')).toBe('a/b/c');
  expect(joinPath('/', 'b')).toBe('/b');
  expect(joinPath('a/', 'b')).toBe('a/b');
  expect(joinPath('', 'b', '')).toBe('b');
  expect(joinPath()).toBe('');
});
