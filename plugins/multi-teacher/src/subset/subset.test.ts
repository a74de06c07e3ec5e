// `subset`: which classes are said, and which are covered.
import { expectNoLeak, fromRows } from '@retort/testing';
import { expect, test } from 'vitest';
import { ask, echo } from '../../test/batch.ts';
import { subsetTeacher } from './subset.ts';

test('the logits of its classes as they are, -1e9 for the others', async () => {
  const teacher = subsetTeacher(echo(4), [3, 1]);
  expect(teacher.covers).toEqual([1, 3]);
  const { logits, taps } = await ask(teacher, fromRows([[1, 2, 3, 4]]), {}, ['logits', 'double']);
  expect(logits).toEqual([-1e9, 2, -1e9, 4]);
  expect(taps).toEqual({ logits, double: [2, 4, 6, 8] });
});

test('of a subset, a smaller one; a class that the teacher inside does not have or cover is refused', () => {
  expect(subsetTeacher(subsetTeacher(echo(4), [1, 3]), [3]).covers).toEqual([3]);
  expect(() => subsetTeacher(echo(4), [4, 0])).toThrow(/some of 0, 1, 2, 3.*4.*KD_E_DATA_CLASS_UNKNOWN/s);
  expect(() => subsetTeacher(subsetTeacher(echo(4), [1, 3]), [0, 1])).toThrow(/some of 1, 3.*0.*KD_E_DATA_CLASS_UNKNOWN/s);
});

test('leaves nothing behind', () => expectNoLeak(() => ask(subsetTeacher(echo(2), [0]), fromRows([[1, 2]]), {}, ['logits'])));
