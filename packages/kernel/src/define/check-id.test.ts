import { expect, test } from 'vitest';
import { checkId } from './check-id.ts';

test.each(['kd', 'conv1x1', 'team/method', 'a-b/c-d', '3x3'])('takes %s', (id) => {
  expect(checkId(id, 'id')).toBe(id);
});

const inherited = Object.getOwnPropertyNames(Object.prototype);
test.each([...inherited, '', 'KD', 'a b', '-a', 'a/', '/a', 'a//b', '../a', 'a.b', 'é', 'a\n'])('refuses %j', (id) => {
  expect(() => checkId(id, 'id of a knowledge')).toThrow(
    expect.objectContaining({ code: 'KD_E_ID_INVALID', message: expect.stringContaining('id of a knowledge') }),
  );
});

test.each([undefined, null, 1, {}, ['kd']])('refuses %j, which is no text', (id) => {
  expect(() => checkId(id as never, 'id')).toThrow(expect.objectContaining({ code: 'KD_E_ID_INVALID' }));
});
