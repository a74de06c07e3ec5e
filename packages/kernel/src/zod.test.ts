import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, schedulable } from './zod.ts';

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

test('both have a JSON Schema for editors', () => {
  const json = z.toJSONSchema(z.object({ choice, schedulable }), { unrepresentable: 'any', io: 'input' });
  expect(JSON.stringify(json)).toContain('"type":"number"');
});
