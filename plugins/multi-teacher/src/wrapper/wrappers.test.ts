// Where a wrapper stands: around a model, around each member of a committee, around what another package has wrapped.
import type { Teacher } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { fromRows } from '@retort/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, echo } from '../../test/batch.ts';
import { testKernel } from '../../test/kernel.ts';

const kernel = await testKernel();
afterAll(() => kernel.dispose());

const random = randomStream(1, 'wrap');
const subset = (teacher: unknown, classes: readonly number[] = [0]) => kernel.make('teacher', { id: 'subset', teacher, classes });

describe('around a model', () => {
  test.each(['id', 'no id'])('with %s', (given) => {
    const source = subset({ ...(given === 'id' ? { id: 'model' } : {}), model: 'mlp' });
    expect(source.members).toEqual([{ name: 'teacher', model: 'mlp' }]);
    expect(source.merge).toBeUndefined();
    expect(source.wrap!(echo(2), random).covers).toEqual([0]);
  });

  test('around a wrapper: outside of it', async () => {
    const source = subset({ id: 'noisy', teacher: { model: 'mlp' }, std: 1, share: 1, relative: false });
    const { logits } = await ask(source.wrap!(echo(2), random), fromRows([[1, 2]]));
    expect(logits[0]).not.toBe(1);
    expect(logits[1]).toBe(-1e9);
  });

  test('around its like: with draws of its own', async () => {
    const noisy = (teacher: unknown) => ({ id: 'noisy', teacher, std: 1, share: 1, relative: false });
    const noiseOf = async (choice: { readonly id: string }) => {
      const { logits } = await ask(kernel.make('teacher', choice).wrap!(echo(2), random), fromRows([[0, 0]]));
      return logits;
    };
    const [once, twice] = [await noiseOf(noisy({ model: 'mlp' })), await noiseOf(noisy(noisy({ model: 'mlp' })))];
    expect(twice[0]! / once[0]!).not.toBeCloseTo(twice[1]! / once[1]!, 3);
  });
});

test('around a committee: around each member, with draws of its own', async () => {
  const members = { a: { model: 'mlp' }, b: { model: 'mlp', wrap: { id: 'subset', classes: [1] } } };
  const source = kernel.make('teacher', { id: 'noisy', teacher: { id: 'committee', members, space: 'logit' }, std: 1, share: 1, relative: false });
  expect(source.merge).toEqual({ space: 'logit', weights: 'fixed' });
  expect(source.wrap).toBeUndefined();
  const [a, b] = source.members.map((member) => member.wrap!(echo(2), random.child(member.name)));
  const said = await Promise.all([a!, b!].map((teacher) => ask(teacher, fromRows([[1, 2]]))));
  expect(said[0]!.logits[1]).not.toBe(2);
  expect(said[0]!.logits[1]).not.toBe(said[1]!.logits[1]);
  expect(b!.covers).toEqual([1]);
});

test('around what is sealed: around the whole, and nobody hears the members apart', () => {
  const source = subset('sealed');
  expect(source.members.every(({ wrap }) => wrap === undefined)).toBe(true);
  const joined: Teacher = { ...echo(2), committee: { members: { a: echo(2) }, merge: source.merge! } };
  const wrapped = source.wrap!(joined, random);
  expect(wrapped.taps).toContain('sealed');
  expect(wrapped.committee).toBeUndefined();
});

test('owns the teacher inside', () => {
  let disposed = 0;
  const wrapped = subset({ model: 'mlp' }).wrap!({ ...echo(2), dispose: () => void disposed++ }, random);
  wrapped.dispose();
  expect(disposed).toBe(1);
});

test.each([
  ['no teacher', { id: 'noisy' }, /teacher/],
  ['a teacher that there is not', { id: 'noisy', teacher: { id: 'modle', model: 'mlp' } }, /"model"/],
  ['no view', { id: 'augmented', teacher: { model: 'mlp' }, views: [] }, /views/],
  ['a view that there is not', { id: 'augmented', teacher: { model: 'mlp' }, views: [{ turn: 90 }] }, /views/],
  ['a temperature of logits', { id: 'augmented', teacher: { model: 'mlp' }, views: [{ noise: 1 }], space: 'logit', temperature: 2 }, /temperature/],
  ['a class twice', { id: 'subset', teacher: { model: 'mlp' }, classes: [1, 1] }, /twice/],
])('refuses %s', (_, choice, message) => {
  expect(() => kernel.make('teacher', choice)).toThrow(message);
});
