// The digest of a committee: its members, how they are heard, and the draws of its weights.
import { randomStream } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { committeeDigest } from './committee-digest.ts';

const random = randomStream(1, 'committee');
const merge = { space: 'logit', weights: 'fixed' } as const;
const member = (digest: string) => {
  const { dispose, ...rest } = tinyTeacher();
  dispose();
  return { ...rest, dispose, digest: async () => digest };
};
const of = (members: Parameters<typeof committeeDigest>[0], ...[heard = merge, draws = random]: [Parameters<typeof committeeDigest>[1]?, typeof random?]) =>
  committeeDigest(members, heard, draws).digest?.();

test('differs where a member, its name, the merge or the draws differ', async () => {
  const all = [
    of({ a: member('1'), b: member('2') }),
    of({ a: member('1'), b: member('3') }),
    of({ a: member('1'), c: member('2') }),
    of({ a: member('1'), b: member('2') }, { ...merge, temperature: 2 }),
    of({ a: member('1'), b: member('2') }, merge, randomStream(2, 'committee')),
  ];
  expect(new Set(await Promise.all(all)).size).toBe(5);
  expect(await of({ a: member('1'), b: member('2') })).toBe(await all[0]);
});

test('is absent where a member has none, or where the merge holds code', () => {
  const { digest: _, ...silent } = member('1');
  expect(committeeDigest({ a: member('1'), b: silent }, merge, random)).toEqual({});
  class Falling {
    at = (): number => 1;
  }
  for (const code of [new Falling(), { at: () => 1 }, Object.create({ at: () => 1 })])
    expect(committeeDigest({ a: member('1') }, { ...merge, weights: { id: 'adaptive', rate: code } }, random)).toEqual({});
});
