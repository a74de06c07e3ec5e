// Strict JSON: what JSON.parse takes silently is refused, and what it refuses is coded.
import { RetortError } from '@retort/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, parseJson } from './strict-json.ts';

describe('parseJson', () => {
  it.each([
    ['{"a":1,"a":2}', 'the key "a" twice'],
    ['{"a":1,"\\u0061":2}', 'the key "a" twice'],
    ['{"x":{"a":1},"y":[{"b":1,"c":2,"b":3}]}', 'the key "b" twice'],
    ['{"__proto__":1}', '__proto__'],
    ['{"a":{"\\u005f_proto__":1}}', '__proto__'],
    ['"\\ud800"', 'lone surrogate'],
    ['{"\\udc00":1}', 'lone surrogate'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, '64 levels'],
    ['['.repeat(1_000_000), '64 levels'],
    ['{"a":1', 'KD_E_FILES_JSON'],
    ['', 'KD_E_FILES_JSON'],
    ['NaN', 'KD_E_FILES_JSON'],
    ['{"a":1}x', 'KD_E_FILES_JSON'],
  ])('refuses %.60s', (text, reason) => {
    expect(() => parseJson(text, 'the test')).toThrow(reason);
    expect(() => parseJson(text, 'the test')).toThrow(/^the test\. .*\[KD_E_FILES_JSON\]$/);
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":["a","a"]}',
    '{"a":"\\",\\"a\\":1","b":"}{][,"}',
    '"\\ud83d\\ude00"',
    `${'['.repeat(64)}${']'.repeat(64)}`,
  ])('accepts %.60s', (text) => expect(parseJson(text, 'x')).toEqual(JSON.parse(text)));

  it('takes plain digits only where asked', () => {
    const digits = { digitsOnly: true };
    expect(parseJson('{"a":[10,0],"e-1.5":"1e3"}', 'x', digits)).toEqual({ a: [10, 0], 'e-1.5': '1e3' });
    for (const text of ['[1.0]', '[1e2]', '[1E2]', '[-1]', '[-0]', '[true]', '[false]'])
      expect(() => parseJson(text, 'x', digits), text).toThrow('plain digits');
  });

  it('agrees with JSON.parse on everything that has no duplicate', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        let parsed: unknown;
        try {
          parsed = parseJson(text, 'x');
        } catch (error) {
          if (!RetortError.is(error, 'KD_E_FILES_JSON')) throw error;
          expect(text).toMatch(/__proto__|\\ud[89a-f]/);
          return;
        }
        expect(parsed).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000, seed: 3 },
    );
  });

  it('finds a duplicate wherever it is put', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 5 }), fc.nat(), fc.nat(3), (object, pick, wraps) => {
        const keys = Object.keys(object);
        const key = keys[pick % keys.length] as string;
        const inner = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:null}`;
        const text = `${'[{"k":'.repeat(wraps)}${inner}${'}]'.repeat(wraps)}`;
        expect(() => parseJson(text, 'x')).toThrow('KD_E_FILES_JSON');
      }),
      { numRuns: 2000, seed: 4 },
    );
  });
});

describe('formatJson', () => {
  it('writes what parseJson reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        if (JSON.stringify(value).includes('__proto__')) return;
        expect(JSON.stringify(parseJson(formatJson(value, 'x'), 'x'))).toBe(JSON.stringify(value));
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], [[undefined]], [Symbol('x')], [new Map()], [new Float32Array(1)], [{ a: { b: () => 1 } }]])(
    'refuses %s',
    (value) => {
      expect(() => formatJson(value, 'x')).toThrow('KD_E_FILES_JSON');
    },
  );

  it('refuses a cycle and the depth that parseJson refuses', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => formatJson(cycle, 'x')).toThrow('a cycle');
    const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
    expect(parseJson(formatJson(nested(64), 'x'), 'x')).toEqual(nested(64));
    expect(() => formatJson(nested(65), 'x')).toThrow('64 levels');
  });
});
