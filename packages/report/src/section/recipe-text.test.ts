// The recipe as text: still the same data, on lines that can be read.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recipeText } from './recipe-text.ts';

test('short parts stay on one line', () => {
  expect(recipeText({ seeds: [1, 2, 3], empty: {} })).toBe('{ "seeds": [1, 2, 3], "empty": {} }');
  expect(recipeText({ first: 'x'.repeat(60), second: { third: 'y'.repeat(60) } })).toBe(
    `{\n  "first": "${'x'.repeat(60)}",\n  "second": { "third": "${'y'.repeat(60)}" }\n}`,
  );
});

test('is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(recipeText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
