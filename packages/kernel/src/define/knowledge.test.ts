import { expect, test } from 'vitest';
import { z } from 'zod';
import type { KnowledgeBuild } from '../contract/knowledge.ts';
import { defineConnector } from './axes.ts';
import { defineFeatureKnowledge, defineFeatureSequenceKnowledge, defineRelationKnowledge, defineResponseKnowledge } from './knowledge.ts';

const build = { student: [[2]], teacher: [[2]], classes: 2, samples: 4 } as unknown as KnowledgeBuild;

test('a loss is handed the input and the checked options', () => {
  const seen: unknown[] = [];
  const contribution = defineResponseKnowledge({
    id: 'kd',
    summary: 's',
    options: z.strictObject({ temperature: z.number().default(4) }),
    feeds: ({ temperature }) => ({ temperature }),
    loss: (...given) => {
      seen.push(given);
      return {};
    },
  });
  const knowledge = contribution.create({ temperature: 2 }, {});
  expect(knowledge).toMatchObject({ id: 'kd', family: 'response', feeds: { temperature: 2 } });
  if (knowledge.family !== 'response') throw new Error('wrong family');
  const input = { student: 1 } as never;
  expect(knowledge.build(build).loss(input)).toEqual({});
  expect(seen).toEqual([[input, { temperature: 2 }]]);
});

test('a build is handed the shapes, and its result passes untouched', () => {
  const built = { loss: () => ({}), variables: {} };
  const seen: unknown[] = [];
  const contribution = defineRelationKnowledge({
    id: 'bank',
    summary: 's',
    build: (...given) => {
      seen.push(given);
      return built;
    },
  });
  const knowledge = contribution.create({}, {});
  expect(knowledge.build(build)).toBe(built);
  expect(seen).toEqual([[build, {}]]);
  expect(knowledge.feeds).toEqual({});
});

test('each definer states its family', () => {
  const parts = { id: 'x', summary: 's', loss: () => ({}) };
  expect(defineResponseKnowledge(parts).create({}, {})).toMatchObject({ family: 'response' });
  expect(defineFeatureKnowledge(parts).create({}, {})).toMatchObject({ family: 'feature', reads: 'pair' });
  expect(defineFeatureSequenceKnowledge(parts).create({}, {})).toMatchObject({ family: 'feature', reads: 'sequence' });
  expect(defineRelationKnowledge(parts).create({}, {})).toMatchObject({ family: 'relation' });
});

test('a feature knowledge compares element by element unless it says otherwise, by its options', () => {
  const parts = { id: 'x', summary: 's', loss: () => ({}) };
  const options = z.strictObject({ form: z.enum(['code', 'paper']) });
  const either = defineFeatureKnowledge({ ...parts, options, aligned: ({ form }) => form === 'paper' });
  expect(defineFeatureKnowledge(parts).create({}, {})).toMatchObject({ aligned: true });
  expect(defineFeatureSequenceKnowledge({ ...parts, aligned: () => false }).create({}, {})).toMatchObject({ aligned: false });
  expect([either.create({ form: 'paper' }, {}), either.create({ form: 'code' }, {})]).toMatchObject([{ aligned: true }, { aligned: false }]);
});

test('a definition is frozen, and its id checked at once', () => {
  const contribution = defineResponseKnowledge({ id: 'x', summary: 's', loss: () => ({}) });
  expect(Object.isFrozen(contribution)).toBe(true);
  expect(contribution).toMatchObject({ axis: 'knowledge', id: 'x', summary: 's', options: undefined, needs: {} });
  expect(() => defineResponseKnowledge({ id: 'constructor', summary: 's', loss: () => ({}) })).toThrow(expect.objectContaining({ code: 'KD_E_ID_INVALID' }));
  expect(() => defineConnector({ id: 'A', summary: 's', create: () => ({ build: () => ({ shape: [], apply: (x) => x }) }) })).toThrow(
    expect.objectContaining({ code: 'KD_E_ID_INVALID', message: expect.stringContaining('connector') }),
  );
});
