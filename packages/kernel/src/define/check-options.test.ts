import type { StandardSchemaV1 } from '@standard-schema/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkOptions } from './check-options.ts';

const schema = z.strictObject({ temperature: z.number().positive().default(4), layers: z.array(z.string()).default([]) });
const code = (value: string, message = /./) => expect.objectContaining({ code: value, message: expect.stringMatching(message) });

/** A schema of no library: it can validate and nothing else. */
const handmade = (validate: StandardSchemaV1.Props['validate']): StandardSchemaV1 => ({ '~standard': { version: 1, vendor: 'hand', validate } });

test("gives the schema's output", () => {
  expect(checkOptions(schema, { layers: ['a'] }, 'x')).toEqual({ temperature: 4, layers: ['a'] });
});

test('names the path of every issue', () => {
  expect(() => checkOptions(schema, { temperature: -1, layers: ['a', 2] }, 'knowledge "kd"', 'terms[1]')).toThrow(
    code('KD_E_OPTIONS_INVALID', /^terms\[1\]: options of knowledge "kd": temperature: .*; layers\.1: /),
  );
});

test('names the nearest option', () => {
  expect(() => checkOptions(schema, { temprature: 4 }, 'x')).toThrow(code('KD_E_OPTIONS_INVALID', /"temprature".*did you mean "temperature"/));
});

test('works with any Standard Schema, with paths in both forms, and without names to suggest', () => {
  expect(
    checkOptions(
      handmade((value) => ({ value: [value] })),
      1,
      'x',
    ),
  ).toEqual([1]);
  const failing = handmade(() => ({ issues: [{ message: 'bad', path: ['a', { key: 0 }, 'b'] }, { message: 'worse' }] }));
  expect(() => checkOptions(failing, { a: 1 }, 'x')).toThrow(code('KD_E_OPTIONS_INVALID', /a\.0\.b: bad; \(all\): worse/));
});

test('suggests names though a part of the schema has no JSON form', () => {
  const odd = z.strictObject({ when: z.date().optional(), made: z.custom<object>(() => true).optional() });
  expect(() => checkOptions(odd, { wen: 1 }, 'x')).toThrow(code('KD_E_OPTIONS_INVALID', /did you mean "when"/));
});

test('refuses a schema that validates later', () => {
  const later = z.object({}).refine(() => Promise.resolve(true));
  expect(() => checkOptions(later, {}, 'x')).toThrow(code('KD_E_OPTIONS_ASYNC', /the schema of x/));
});

test('without a schema only {} is valid', () => {
  expect(checkOptions(undefined, {}, 'x')).toEqual({});
  for (const options of [{ a: 1 }, null, undefined, 'a', 3]) expect(() => checkOptions(undefined, options, 'x')).toThrow(code('KD_E_OPTIONS_INVALID'));
});

test('the message of a refusal never fails, and stays short', () => {
  const circle: Record<string, unknown> = { big: 1n, f: () => 1 };
  circle.self = circle;
  expect(() => checkOptions(schema, circle, 'x')).toThrow(code('KD_E_OPTIONS_INVALID', /\(again\)/));
  const never = handmade(() => ({ issues: [{ message: 'no' }] }));
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withDate: true }), (options) => {
      expect(() => checkOptions(never, options, 'x')).toThrow(code('KD_E_OPTIONS_INVALID'));
    }),
  );
  expect(() => checkOptions(never, 'x'.repeat(5000), 'x')).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{0,600}$/s) }));
});
