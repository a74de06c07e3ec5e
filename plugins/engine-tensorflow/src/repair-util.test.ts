// What was removed comes back with its old meaning; what is there stays.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { repairUtil } from './repair-util.ts';

const names = [
  'isArray',
  'isBoolean',
  'isBuffer',
  'isDate',
  'isError',
  'isFunction',
  'isNull',
  'isNullOrUndefined',
  'isNumber',
  'isObject',
  'isPrimitive',
  'isRegExp',
  'isString',
  'isSymbol',
  'isUndefined',
] as const;

const samples: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  true,
  Symbol('s'),
  1n,
  [],
  {},
  () => 0,
  new Date(0),
  /r/,
  new Error('e'),
  Buffer.alloc(1),
  new Uint8Array(1),
  Object.create(null),
];

test('a Node without them gets all of them, once', () => {
  const util: Record<string, unknown> = { inspect: () => 'kept' };
  expect(repairUtil(util)).toEqual(names);
  expect(repairUtil(util)).toEqual([]);
  expect(Object.keys(util)).toEqual(['inspect']);
});

test('only what is missing is put back', () => {
  const isArray = () => true;
  const util: Record<string, unknown> = { isArray };
  expect(repairUtil(util)).toEqual(names.filter((name) => name !== 'isArray'));
  expect(util.isArray).toBe(isArray);
});

test('they answer as the original ones, which this Node may still have', () => {
  const original: Record<string, unknown> = createRequire(import.meta.url)('node:util');
  const repaired: Record<string, unknown> = {};
  repairUtil(repaired);
  const known = names.filter((name) => typeof original[name] === 'function');
  for (const name of known) {
    for (const sample of samples) {
      const [mine, theirs] = [repaired[name], original[name]] as [(value: unknown) => boolean, (value: unknown) => boolean];
      expect(mine(sample), `${name}(${String(typeof sample)})`).toBe(theirs(sample));
    }
  }
  expect(samples.filter(repaired.isNullOrUndefined as (value: unknown) => boolean)).toEqual([undefined, null]);
});

test('the shared module is what CommonJS packages see', () => {
  repairUtil();
  const util: { isNullOrUndefined(value: unknown): boolean } = createRequire(import.meta.url)('util');
  expect(util.isNullOrUndefined(null)).toBe(true);
});
