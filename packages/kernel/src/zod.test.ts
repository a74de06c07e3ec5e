import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, objectiveChanges, schedulable, trainingChanges } from './zod.ts';

const schedule = { at: () => 1 };

test.each(['kd', { id: 'kd' }, { id: 'kd', temperature: 4 }])('a choice: %j', (value) => {
  expect(choice.parse(value)).toEqual(value);
});

test.each(['', 1, null, [], {}, { id: '' }, { id: 1 }])('no choice: %j', (value) => {
  expect(choice.safeParse(value).success).toBe(false);
});

test('a schedulable is a number, a choice, or a schedule, which stays the same object', () => {
  expect(schedulable.parse(4)).toBe(4);
  expect(schedulable.parse('cosine')).toBe('cosine');
  expect(schedulable.parse({ id: 'cosine', from: 4 })).toEqual({ id: 'cosine', from: 4 });
  expect(schedulable.parse(schedule)).toBe(schedule);
  for (const wrong of [Number.NaN, null, {}, { at: 1 }, true]) expect(schedulable.safeParse(wrong).success).toBe(false);
});

test('all have a JSON Schema for editors', () => {
  const json = z.toJSONSchema(z.object({ choice, schedulable, trainingChanges, objectiveChanges }), { unrepresentable: 'any', io: 'input' });
  expect(JSON.stringify(json)).toContain('"type":"number"');
});

test('changes of a training: any part of it, and nothing else', () => {
  const changes = { epochs: 3, optimizer: { id: 'sgd', rate: 0.1 }, augment: ['flip'] };
  expect(trainingChanges.parse(changes)).toEqual(changes);
  expect(trainingChanges.parse({})).toEqual({});
  for (const wrong of [{ epochs: 0 }, { epochs: undefined }, { epoch: 3 }, { clip: 0 }, { sampler: 'pairs' }, 3]) {
    expect(trainingChanges.safeParse(wrong).success).toBe(false);
  }
});

test('changes of an objective: weights are 1 where none is given, and layers are short for a mapping of pairs', () => {
  const { terms } = objectiveChanges.parse({ task: 0, terms: [{ knowledge: 'kd' }, { knowledge: 'fitnet', weight: 2, layers: { hidden1: 'hidden2' } }] });
  const expected = [
    { knowledge: 'kd', weight: 1 },
    { knowledge: 'fitnet', weight: 2, mapping: { id: 'pairs', pairs: { hidden1: 'hidden2' } } },
  ];
  expect(terms).toEqual(expected);
  expect(objectiveChanges.parse({ terms: expected })).toEqual({ terms: expected });
  const both = { knowledge: 'fitnet', layers: { hidden1: 'hidden1' }, mapping: 'last' };
  for (const wrong of [{ terms: [{}] }, { terms: [both] }, { terms: [{ knowledge: 'kd', wieght: 1 }] }, { tasks: 1 }]) {
    expect(objectiveChanges.safeParse(wrong).success).toBe(false);
  }
});
