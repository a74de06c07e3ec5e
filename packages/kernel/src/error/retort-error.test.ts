import { expect, test } from 'vitest';
import { errorTable, retortError } from './error-table.ts';
import { RetortError } from './retort-error.ts';

test('says where, what, expected, received and what to do, and ends with its code', () => {
  const error = new RetortError('X_1', { where: 'recipe.yaml:3:5', what: 'tap "conv9"', expected: 'one of "conv1"', received: '"conv9"', action: 'Fix it!' });
  expect(error.message).toBe('recipe.yaml:3:5: tap "conv9". Expected one of "conv1". Received "conv9". Fix it! [X_1]');
  expect(error).toMatchObject({ name: 'RetortError', code: 'X_1', detail: { received: '"conv9"' } });
  expect(error).toBeInstanceOf(Error);
});

test("takes the table's cure where there is no action, and keeps the cause", () => {
  const cause = new Error('deeper');
  const error = retortError('KD_E_PLUGIN_SETUP', { what: 'x', cause });
  expect(error.message).toBe(`x. ${errorTable.KD_E_PLUGIN_SETUP.cure} [KD_E_PLUGIN_SETUP]`);
  expect(error.cause).toBe(cause);
  expect('cause' in retortError('KD_E_PLUGIN_SETUP', { what: 'x' })).toBe(false);
});

test('is known by its brand, from any copy of the package', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('@retort/error')]: true, code: 'X_1' });
  expect(RetortError.is(foreign)).toBe(true);
  expect(RetortError.is(foreign, 'X_1')).toBe(true);
  expect(RetortError.is(foreign, 'X_2')).toBe(false);
  for (const other of [new Error('x'), null, undefined, 'KD_E_ID_UNKNOWN', { code: 'X_1' }]) expect(RetortError.is(other)).toBe(false);
});
