// What each mapping chooses, and how it refuses taps that are not there.
import type { Choice, MappingSides, Shape } from '@retort/kernel';
import { coded, makerOf } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { all } from './all/all.ts';
import { byShape } from './by-shape/by-shape.ts';
import { every } from './every/every.ts';
import { features } from './features/features.ts';
import { first } from './first/first.ts';
import { last } from './last/last.ts';
import { pairs } from './pairs/pairs.ts';
import { uniform } from './uniform/uniform.ts';

const taps = (...names: string[]): ReadonlyMap<string, Shape> => new Map(names.map((name) => [name, [1]]));
const student = taps('logits', 'block1', 'block2', 'features');
const teacher = taps('logits', 'stage1', 'stage2', 'stage3', 'features');
const choose = (choice: Choice, sides: MappingSides = { student, teacher }) =>
  makerOf([pairs, features, first, last, uniform, every, byShape, all]).make('mapping', choice).pairs(sides);
/** `student <- teacher`, one string for each pair. */
const chosen = (choice: Choice, sides?: MappingSides) => choose(choice, sides).map((pair) => `${pair.student} <- ${pair.teacher}`);
const numbered = (side: string, count: number) => taps('logits', ...Array.from({ length: count }, (_, index) => `${side}${index + 1}`));
const depths = (own: number, other: number): MappingSides => ({ student: numbered('s', own), teacher: numbered('t', other) });
const shaped = (shapes: Readonly<Record<string, Shape>>): ReadonlyMap<string, Shape> => new Map(Object.entries({ logits: [10], ...shapes }));

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

describe('first and last', () => {
  test('take the layer at that end, wherever the logits stand in the list', () => {
    const sides = { student: taps('a', 'b', 'logits'), teacher: taps('logits', 'c', 'd') };
    expect(chosen('last', sides)).toEqual(['b <- d']);
    expect(chosen('first', sides)).toEqual(['a <- c']);
  });

  test('or the layers, in order: PKD-last for 6 layers of 12, the last pair left to the logits', () => {
    const student = Array.from({ length: 5 }, (_, index) => `s${index + 1}`);
    const teacher = Array.from({ length: 11 }, (_, index) => `t${index + 1}`);
    expect(chosen({ id: 'last', layers: 5, student, teacher }, depths(6, 12))).toEqual(['s1 <- t7', 's2 <- t8', 's3 <- t9', 's4 <- t10', 's5 <- t11']);
    expect(chosen({ id: 'first', layers: 2 }, depths(3, 4))).toEqual(['s1 <- t1', 's2 <- t2']);
  });

  test('refuse to take more than there are', () => {
    expect(() => choose({ id: 'last', layers: 3 }, depths(2, 4))).toThrow(/student.*3 layers.*2: "s1", "s2".*KD_E_MAPPING_NO_TAP/);
    expect(() => choose({ id: 'first', layers: 3 }, depths(4, 2))).toThrow(/teacher.*KD_E_MAPPING_NO_TAP/);
  });
});

describe('uniform', () => {
  test.each([
    // TinyBERT's g(m) = 3m, DistilBERT's every second layer, PKD-skip without the last pair.
    ['4 from 12', 4, 12, [3, 6, 9, 12]],
    ['6 from 12', 6, 12, [2, 4, 6, 8, 10, 12]],
    ['5 from 10', 5, 10, [2, 4, 6, 8, 10]],
    ['3 from 3', 3, 3, [1, 2, 3]],
    ['2 from 3', 2, 3, [2, 3]],
    ['1 from 7', 1, 7, [7]],
    ['4 from 2: several from one', 4, 2, [1, 1, 2, 2]],
    ['7 from 2: never before the first', 7, 2, [1, 1, 1, 1, 1, 2, 2]],
  ] as const)('%s', (_, own, other, expected) => {
    expect(chosen('uniform', depths(own, other))).toEqual(expected.map((layer, index) => `s${index + 1} <- t${layer}`));
  });
});

describe('every', () => {
  test.each([
    ['third', { every: 3 }, 4, 12, [3, 6, 9, 12]],
    ['second, from the first', { every: 2, from: 1 }, 3, 6, [1, 3, 5]],
    ['one by one, as far as the student goes', { every: 1 }, 2, 5, [1, 2]],
    ['second, as far as the teacher goes', { every: 2 }, 5, 5, [2, 4]],
    ['second from the last', { every: 2, from: 5 }, 5, 5, [5]],
    ['tenth of five', { every: 10 }, 5, 5, []],
  ] as const)('%s', (_, options, own, other, expected) => {
    expect(chosen({ id: 'every', ...options }, depths(own, other))).toEqual(expected.map((layer, index) => `s${index + 1} <- t${layer}`));
  });
});

test('all pairs everything; with one layer named on a side it is one to many, or many to one', () => {
  expect(chosen('all', depths(2, 2))).toEqual(['s1 <- t1', 's1 <- t2', 's2 <- t1', 's2 <- t2']);
  expect(chosen({ id: 'all', student: ['s2'] }, depths(2, 3))).toEqual(['s2 <- t1', 's2 <- t2', 's2 <- t3']);
  expect(chosen({ id: 'all', teacher: ['t1'] }, depths(2, 3))).toEqual(['s1 <- t1', 's2 <- t1']);
});

describe('by-shape', () => {
  const teacher = shaped({ early: [8, 8, 4], late: [8, 8, 4], wide: [8, 8, 9], half: [4, 4, 8], quarter: [2, 2, 8], vector: [16], wider: [32] });
  const from = (shape: Shape, match = 'nearest') => chosen({ id: 'by-shape', match }, { student: shaped({ own: shape }), teacher })[0]?.split(' <- ')[1];

  test.each([
    ['the last of equal shape', [8, 8, 4], 'late'],
    ['else the last of equal height and width', [8, 8, 5], 'wide'],
    ['else the nearest', [5, 5, 8], 'half'],
    ['between two the smaller, which a map can be pooled to', [Math.sqrt(8), Math.sqrt(8), 8], 'quarter'],
    ['a vector from the vector of its width', [16], 'vector'],
    ['a vector of another width from the last', [20], 'wider'],
    ['nothing where no layer has as many axes', [5, 6], undefined],
  ] as const)('%s', (_, shape, expected) => {
    expect(from(shape)).toBe(expected);
  });

  test('only equal shapes, where asked', () => {
    expect([from([8, 8, 4], 'equal'), from([8, 8, 5], 'equal'), from([16], 'equal')]).toEqual(['late', undefined, 'vector']);
  });
});

describe('the layers to choose from', () => {
  const counted = { student: ['block2', 'features'], teacher: ['stage1', 'features'] };

  test('are what the models count, in the order of the network', () => {
    const sides = { student, teacher, layers: counted };
    expect(chosen('uniform', sides)).toEqual(['block2 <- stage1', 'features <- features']);
    expect(chosen('first', sides)).toEqual(['block2 <- stage1']);
    expect(chosen('all', { ...sides, layers: { student: ['block1'] } })).toHaveLength(4);
  });

  test('or what is named, counted or not, in the order of the network', () => {
    expect(chosen({ id: 'uniform', student: ['block2', 'block1'], teacher: ['stage3', 'stage2'] }, { student, teacher, layers: counted })).toEqual([
      'block1 <- stage2',
      'block2 <- stage3',
    ]);
  });

  test('a wrong name is refused with the nearest, and logits are no layer', () => {
    expect(() => choose({ id: 'uniform', student: ['blok1'] })).toThrow(/student.*did you mean "block1".*KD_E_TAP_UNKNOWN/);
    expect(() => choose({ id: 'all', teacher: ['stge1'] })).toThrow(/teacher.*did you mean "stage1".*KD_E_TAP_UNKNOWN/);
    expect(() => choose({ id: 'all', teacher: ['logits'] })).toThrow('KD_E_TAP_UNKNOWN');
    expect(() => choose({ id: 'all', student: ['block1', 'block1'] })).toThrow('KD_E_OPTIONS_INVALID');
    expect(() => choose({ id: 'all', student: [] })).toThrow('KD_E_OPTIONS_INVALID');
  });
});

describe('a committee', () => {
  const teacher = taps('logits', 'a/logits', 'a/stage1', 'a/stage2', 'a/features', 'b/logits', 'b/block', 'b/top', 'b/exit/logits');
  const sides = { student: taps('logits', 'one', 'two'), teacher };

  test('teaches member by member, never by logits', () => {
    expect(choose('last', sides)).toEqual([
      { student: 'two', teacher: 'a/features', member: 'a' },
      { student: 'two', teacher: 'b/top', member: 'b' },
    ]);
    expect(chosen('uniform', sides)).toEqual(['one <- a/stage2', 'two <- a/features', 'one <- b/block', 'two <- b/top']);
    expect(chosen('features', sides)).toEqual(['two <- a/features', 'two <- b/top']);
    expect(chosen('uniform', { ...sides, layers: { teacher: ['a/stage1', 'b/block'] } })).toEqual([
      'one <- a/stage1',
      'two <- a/stage1',
      'one <- b/block',
      'two <- b/block',
    ]);
  });

  test('or one member does', () => {
    expect(choose({ id: 'first', of: 'b' }, sides)).toEqual([{ student: 'one', teacher: 'b/block', member: 'b' }]);
    expect(() => choose({ id: 'first', of: 'bb' }, sides)).toThrow(/one of "a", "b"; did you mean "b".*KD_E_MAPPING_MEMBER/);
    expect(() => choose({ id: 'features', of: 'a' })).toThrow(/a teacher of several members.*KD_E_MAPPING_MEMBER/);
  });

  test('its layers are named with or without the member', () => {
    expect(chosen({ id: 'all', student: ['one'], teacher: ['stage1', 'b/block'] }, sides)).toEqual(['one <- a/stage1', 'one <- b/block']);
    expect(chosen({ id: 'all', student: ['one'], teacher: ['stage1'] }, sides)).toEqual(['one <- a/stage1']);
    expect(() => choose({ id: 'all', of: 'b', teacher: ['stage1'] }, sides)).toThrow('KD_E_TAP_UNKNOWN');
  });

  test('a member without layers is refused by name', () => {
    expect(() => choose('all', { ...sides, teacher: taps('logits', 'a/logits', 'b/logits', 'b/block') })).toThrow(/member "a".*KD_E_MAPPING_NO_TAP/);
  });

  test('a committee within a committee counts by its members', () => {
    const nested = taps('logits', 'a/logits', 'a/x/logits', 'a/x/block', 'a/y/logits', 'a/y/block', 'b/logits', 'b/block');
    expect(choose('last', { ...sides, teacher: nested })).toEqual([
      { student: 'two', teacher: 'a/x/block', member: 'a/x' },
      { student: 'two', teacher: 'a/y/block', member: 'a/y' },
      { student: 'two', teacher: 'b/block', member: 'b' },
    ]);
  });

  test('a model whose layers have a "/" in their names is one model', () => {
    const one = taps('logits', 'stem', 'layer1/out', 'exit/logits');
    expect(choose('last', { ...sides, teacher: one })).toEqual([{ student: 'two', teacher: 'layer1/out' }]);
    expect(choose('first', { ...sides, teacher: taps('logits', 'layer1/out', 'layer2/out') })).toEqual([{ student: 'one', teacher: 'layer1/out' }]);
  });
});
