// Which choices stand in options, by the marks of their schema.
import { choiceOf } from '@retort/kernel/zod';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { optionsSchema } from '../schema/options-schema.ts';
import { nestedChoices } from './nested-choices.ts';

const tree: z.ZodType = z.strictObject({ model: choiceOf('family').optional(), below: z.array(z.lazy(() => tree)).optional() });
const found = (schema: z.ZodType, options: unknown) => nestedChoices(optionsSchema(schema)!, options).map(({ axis, path }) => `${axis} ${path.join('.')}`);

test('in maps, lists, tuples, records, unions, and schemas that contain themselves', () => {
  const schema = z.strictObject({
    last: choiceOf('strategy').default('offline').describe('the last'),
    models: z.array(choiceOf('family')).optional(),
    pair: z.tuple([choiceOf('knowledge'), z.number()]).optional(),
    by: z.record(z.string(), choiceOf('weighting')).optional(),
    either: z.union([z.number(), z.array(z.number()), choiceOf('schedule')]).optional(),
    name: z.string().optional(),
    tree: tree.optional(),
  });
  const options = {
    last: { id: 'offline' },
    models: ['mlp', { id: 'convnet' }],
    pair: ['kd', 2],
    by: { one: 'fixed' },
    either: 'cosine',
    name: 'mlp',
    tree: { model: 'a', below: [{ model: 'b' }, { below: [{ model: 'c' }] }] },
  };
  expect(found(schema, options)).toEqual([
    'strategy last',
    'family models.0',
    'family models.1',
    'knowledge pair.0',
    'weighting by.one',
    'schedule either',
    'family tree.model',
    'family tree.below.0.model',
    'family tree.below.1.below.0.model',
  ]);
  expect(found(schema, { either: 3 })).toEqual([]);
  expect(found(schema, { either: [1, 2] })).toEqual([]);
});
