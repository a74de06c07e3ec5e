// `cat-kd` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, mapsPair } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { average, channelOf, map, normalised } from '../../test/maps.ts';
import { catKd } from './cat-kd.ts';

test('at the size of the maps it is their mean squared difference', async () => {
  expectClose([(await evaluateKnowledge(catKd, mapsPair)).loss], [2.173611111], 1e-6, 'the loss');
});

const [student, teacher] = [map([2, 4, 4, 2], (k) => Math.cos(k) + 0.5), map([2, 2, 2, 2], (k) => Math.sin(1.3 * k))];

/** Means over the four quarters. */
const quarters = (values: number[]) => [0, 2, 8, 10].map((at) => average([at, at + 1, at + 4, at + 5].map((place) => values[place]!)));

const expected = (change: (values: number[]) => number[], target: (values: number[]) => number[] = (values) => values) =>
  average(
    [0, 1].flatMap((sample) =>
      [0, 1].flatMap((channel) => {
        const own = change(quarters(channelOf(student, sample, channel)));
        const other = change(target(channelOf(teacher, sample, channel)));
        return own.map((value, place) => (value - other[place]!) ** 2);
      }),
    ),
  );

test('maps of unlike sizes, pooled, and normalised over places', async () => {
  const sides = { student: [student], teacher: [teacher] };
  expectClose([(await evaluateKnowledge(catKd, sides)).loss], [expected((values) => values)], 1e-6, 'pooled');
  expectClose([(await evaluateKnowledge(catKd, { ...sides, options: { normalise: true } })).loss], [expected(normalised)], 1e-6, 'normalised');
});

test('a binary teacher is 1 above its mean magnitude', async () => {
  const binary = (values: number[]) => values.map((value) => (value > average(values.map(Math.abs)) ? 1 : 0));
  const { loss } = await evaluateKnowledge(catKd, { student: [student], teacher: [teacher], options: { binarise: true } });
  expectClose([loss], [expected((values) => values, binary)], 1e-6, 'the loss');
});

describe('refusals', () => {
  test('maps whose channels are not the classes', async () => {
    const maps = [map([1, 2, 2, 5], Math.cos)];
    await expect(evaluateKnowledge(catKd, { student: maps, teacher: maps })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
    await expect(evaluateKnowledge(catKd, { student: maps, teacher: maps })).rejects.toThrow(/2 channels, one per class/);
  });
  test.each([{ size: 0 }, { size: 1.5 }, { normalise: 1 }])('%j', async (options) => {
    await expect(evaluateKnowledge(catKd, { ...mapsPair, options })).rejects.toThrow('KD_E_OPTIONS_INVALID');
  });
});
