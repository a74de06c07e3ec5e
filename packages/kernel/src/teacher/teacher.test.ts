// What wrappers take over of the teacher inside, and where a wrapper stands.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineTeacher } from '../define/axes.ts';
import { createKernel } from '../plugin/create-kernel.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { MAKER } from '../plugin/plugin.ts';
import { innerTeacher } from '../zod.ts';
import { isTraceable } from './is-traceable.ts';
import { likeTeacher } from './like-teacher.ts';
import { prepareInner } from './prepare-inner.ts';
import { type WrapTeacher, wrapSource } from './wrap-source.ts';

const plain = { taps: ['logits', 'a'], classes: 2, shapeOf: () => [2], observe: () => ({}) as never, dispose: () => undefined };

test('taps, layers, classes, checks and disposal are those of the one inside; a committee is not', () => {
  const calls: unknown[] = [];
  const inner = {
    ...plain,
    layers: ['a'],
    covers: [1],
    parameters: 7,
    check: (demand: unknown) => void calls.push(demand),
    dispose: () => void calls.push('disposed'),
    committee: { members: {}, merge: { space: 'logit', weights: 'fixed' } } as const,
  };
  const like = likeTeacher(inner);
  expect(like).toMatchObject({ taps: inner.taps, layers: ['a'], covers: [1], classes: 2, parameters: 7 });
  expect(like).not.toHaveProperty('committee');
  expect(like).not.toHaveProperty('observe');
  const demand = { taps: [], samples: 1, epochs: 1, augmented: false };
  like.check!(demand);
  like.dispose();
  expect(calls).toEqual([demand, 'disposed']);
  for (const absent of ['layers', 'covers', 'parameters', 'check', 'digest']) expect(likeTeacher(plain)).not.toHaveProperty(absent);
});

test('there is a digest where the one inside has one and the wrapper says what it does', async () => {
  const inner = { ...plain, digest: async () => 'abc' };
  expect(await likeTeacher(inner, 'loud 3').digest!()).toBe('loud 3 (abc)');
  expect(likeTeacher(inner)).not.toHaveProperty('digest');
  expect(likeTeacher(plain, 'loud 3')).not.toHaveProperty('digest');
});

test('what will be observed is passed on where the one inside can use it, with the taps that the wrapper asks for', () => {
  const told: unknown[] = [];
  const inner = { ...plain, prepare: (...all: unknown[]) => void told.push(all) };
  const batch = {} as never;
  prepareInner(inner).prepare!(batch, ['a', 'logits']);
  prepareInner(inner, (taps) => taps.filter((tap) => tap !== 'logits')).prepare!(batch, ['a', 'logits']);
  expect(told).toEqual([
    [batch, ['a', 'logits']],
    [batch, ['a']],
  ]);
  expect(prepareInner(plain)).toEqual({});
  expect(likeTeacher(inner)).not.toHaveProperty('prepare');
});

test('a wrapper with an answer of its own does not inherit that the one inside is traceable', () => {
  const observe = () => ({}) as never;
  const inner = { ...plain, observe, traceable: observe };
  const other = async () => ({}) as never;
  expect(
    [inner, plain, { ...inner, observe: other }, Object.assign(Object.create(inner), { observe: other }), likeTeacher(inner)].map(isTraceable as never),
  ).toEqual([true, false, false, false, false]);
});

test('around a model, around a wrapper, and around each member of a committee', async () => {
  const wrapOf =
    (name: string): WrapTeacher =>
    (teacher, random) => ({ ...teacher, taps: [...teacher.taps, `${name} ${random.name}`] });
  const wrapper = (id: string) =>
    defineTeacher({
      id,
      summary: id,
      options: z.strictObject({ teacher: innerTeacher }),
      needs: { maker: MAKER },
      create: ({ teacher }, { maker }) => wrapSource(maker, teacher, wrapOf(id)),
    });
  const member = (name: string) => ({ name, model: 'mlp' });
  const model = defineTeacher({ id: 'model', summary: 'one', options: z.looseObject({}), create: () => ({ members: [member('teacher')] }) });
  const merge = { space: 'logit', weights: 'fixed' } as const;
  const two = defineTeacher({ id: 'two', summary: 'two', create: () => ({ members: [member('a'), member('b')], merge }) });
  const plugin = definePlugin({ name: 'test', version: '0.1.0', kernel: '*', contributions: [model, two, wrapper('inside'), wrapper('outside')] });
  const kernel = await createKernel({ plugins: [plugin()] }).ready();
  const streamOf = (name: string): never => ({ name, child: (child: string) => streamOf(`${name}/${child}`) }) as never;
  const around = (wrap: WrapTeacher | undefined) => wrap?.(plain, streamOf('r')).taps.slice(2);

  const nested = kernel.make('teacher', { id: 'outside', teacher: { id: 'inside', teacher: { model: 'mlp' } } });
  expect(nested.members).toEqual([member('teacher')]);
  expect(around(nested.wrap)).toEqual(['inside r/inner', 'outside r']);

  const committee = kernel.make('teacher', { id: 'outside', teacher: { id: 'inside', teacher: 'two' } });
  expect(committee.merge).toEqual(merge);
  expect(committee.wrap).toBeUndefined();
  expect(committee.members.map(({ name, wrap }) => [name, around(wrap)])).toEqual(['a', 'b'].map((name) => [name, ['inside r/inner', 'outside r']]));
  await kernel.dispose();
});
