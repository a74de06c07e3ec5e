import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedName, nearest } from './nearest.ts';

test('gives up to three names, nearest first, none far off', () => {
  expect(nearest('tempreature', ['alpha', 'temperature', 'temper'])).toEqual(['temperature', 'temper']);
  expect(nearest('Conv2', ['conv1', 'conv2', 'conv3', 'conv4', 'dense'])).toEqual(['conv2', 'conv1', 'conv3']);
  expect(nearest('xyz', ['temperature'])).toEqual([]);
});

test('gives only valid names, and a valid name first', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (name) => name.toLowerCase() }), (names) => {
      expect(nearest(names[0]!, names)[0]).toBe(names[0]);
      for (const name of nearest('abc', names)) expect(names).toContain(name);
    }),
  );
});

test('words the expectation', () => {
  expect(expectedName('kdd', ['kd', 'rkd'])).toBe('one of "kd", "rkd"; did you mean "kd" or "rkd"?');
  expect(expectedName('something', ['kd'])).toBe('one of "kd"');
  expect(expectedName('kd', [])).toBe('nothing is registered');
});
