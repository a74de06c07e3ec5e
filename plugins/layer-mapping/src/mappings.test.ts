// What each mapping chooses, and how it refuses taps that are not there.
import type { Choice, Shape } from '@retort/kernel';
import { coded, makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { features } from './features/features.ts';
import { last } from './last/last.ts';
import { pairs } from './pairs/pairs.ts';

const taps = (...names: string[]): ReadonlyMap<string, Shape> => new Map(names.map((name) => [name, [1]]));
const student = taps('logits', 'block1', 'block2', 'features');
const teacher = taps('logits', 'stage1', 'stage2', 'stage3', 'features');
const choose = (choice: Choice, sides = { student, teacher }) => makerOf([pairs, features, last]).make('mapping', choice).pairs(sides);

describe('pairs', () => {
  test('as an object: layer 1 from layer 2, layer 2 from layer 3', () => {
    expect(choose({ id: 'pairs', pairs: { block1: 'stage2', block2: 'stage3' } })).toEqual([
      { student: 'block1', teacher: 'stage2' },
      { student: 'block2', teacher: 'stage3' },
    ]);
  });

  test('as a list, many to one and one to many', () => {
    const list = [
      ['block1', 'stage2'],
      ['block2', 'stage2'],
      ['block2', 'stage3'],
    ];
    expect(choose({ id: 'pairs', pairs: list })).toEqual(list.map(([from, to]) => ({ student: from, teacher: to })));
  });

  test('a wrong tap is refused with its side and the nearest names', () => {
    const refused = (wanted: Record<string, string>) => {
      try {
        return choose({ id: 'pairs', pairs: wanted });
      } catch (error) {
        return coded('KD_E_TAP_UNKNOWN', /./)(error) && (error as Error).message;
      }
    };
    expect(refused({ blok1: 'stage2' })).toMatch(/student.*did you mean "block1"/);
    expect(refused({ block1: 'stge2' })).toMatch(/teacher.*did you mean "stage2"/);
    // A student tap is no teacher tap.
    expect(refused({ block1: 'block2' })).toMatch(/teacher/);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('a name of Object.prototype is no tap: %s', (name) => {
    expect(() => choose({ id: 'pairs', pairs: [[name, 'stage1']] })).toThrow('KD_E_TAP_UNKNOWN');
    expect(() => choose({ id: 'pairs', pairs: { [name]: 'stage1' } })).toThrow('KD_E_TAP_UNKNOWN');
  });

  test('__proto__ from JSON is no tap', () => {
    const choice = JSON.parse('{ "id": "pairs", "pairs": { "__proto__": "stage1" } }') as Choice;
    expect(() => choose(choice)).toThrow(/KD_E_TAP_UNKNOWN|KD_E_OPTIONS_INVALID/);
    expect(() => choose({ id: 'pairs', pairs: [['__proto__', 'stage1']] })).toThrow('KD_E_TAP_UNKNOWN');
  });

  test.each([
    {},
    { pairs: {} },
    { pairs: [] },
    { pairs: { block1: 2 } },
    { pairs: [['block1']] },
    {
      pairs: [
        ['block1', 'stage1'],
        ['block1', 'stage1'],
      ],
    },
    { pairs: { '': 'stage1' } },
    { layers: { block1: 'stage1' } },
  ])('refuses %j', (options) => {
    expect(() => choose({ ...options, id: 'pairs' } as Choice)).toThrow('KD_E_OPTIONS_INVALID');
  });
});

describe('features', () => {
  test('takes the tap of that name, and the last inner tap of a model without one', () => {
    expect(choose('features')).toEqual([{ student: 'features', teacher: 'features' }]);
    expect(choose('features', { student: taps('logits', 'block1', 'block2'), teacher })).toEqual([{ student: 'block2', teacher: 'features' }]);
  });

  test('refuses a model that shows only its logits', () => {
    expect(() => choose('features', { student, teacher: taps('logits') })).toThrow(/teacher.*KD_E_MAPPING_NO_TAP/);
    expect(() => choose('last', { student: taps('logits'), teacher })).toThrow(/student.*KD_E_MAPPING_NO_TAP/);
  });
});

test('last takes the last inner tap, wherever the logits stand in the list', () => {
  expect(choose('last', { student: taps('a', 'b', 'logits'), teacher: taps('logits', 'c') })).toEqual([{ student: 'b', teacher: 'c' }]);
});
