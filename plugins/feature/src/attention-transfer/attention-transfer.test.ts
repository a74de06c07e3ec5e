// `attention-transfer` against values computed in double precision from the definition.

import { randomStream } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows, mapsPair, randomHost } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { average, channelOf, map, normalised } from '../../test/maps.ts';
import { attentionTransfer } from './attention-transfer.ts';

test('the reference value', async () => {
  const { loss, terms } = await evaluateKnowledge(attentionTransfer, mapsPair);
  expectClose([loss], [0.084541293], 1e-6, 'the loss');
  expect(Object.keys(terms)).toEqual(['attention-transfer']);
});

/** Squared activations averaged over channels, normalised over the map. */
const attention = (host: Parameters<typeof channelOf>[0], sample: number) => {
  const channels = Array.from({ length: host.shape[3]! }, (_, channel) => channelOf(host, sample, channel));
  return normalised(channels[0]!.map((_, place) => average(channels.map((values) => values[place]! ** 2))));
};

test('the form of the paper: half the mean distance of the attention maps', async () => {
  const [student, teacher] = [map([2, 3, 2, 4], Math.cos), map([2, 3, 2, 3], (k) => Math.sin(1.3 * k))];
  const distances = [0, 1].map((sample) => Math.hypot(...attention(student, sample).map((value, place) => value - attention(teacher, sample)[place]!)));
  const { loss } = await evaluateKnowledge(attentionTransfer, { student: [student], teacher: [teacher], options: { form: 'paper' } });
  expectClose([loss], [average(distances) / 2], 1e-6, 'the loss');
});

test('the larger map, whichever it is, is average-pooled to the smaller', async () => {
  const small = map([1, 2, 2, 3], Math.cos);
  // Constant over each 2 by 2 window, so that pooling gives `small` back.
  const large = map([1, 4, 4, 3], (index) => small.data[(((index / 24) >> 0) * 2 + (((index / 3) % 4) >> 1)) * 3 + (index % 3)]!);
  for (const [student, teacher] of [
    [large, small],
    [small, large],
  ] as const) {
    expect((await evaluateKnowledge(attentionTransfer, { student: [student], teacher: [teacher] })).loss).toBeLessThan(1e-12);
  }
});

test('pairs are added', async () => {
  const { student, teacher } = mapsPair;
  const { loss } = await evaluateKnowledge(attentionTransfer, { student: [...student, ...student], teacher: [...teacher, ...teacher] });
  expectClose([loss], [2 * 0.084541293], 1e-6, 'the loss');
});

test('a power of 3 takes magnitudes: the sign of an activation does not matter', async () => {
  const [student, teacher] = [1, 2].map((seed) => randomHost(randomStream(seed, 'maps'), 2, [3, 3, 2]));
  const flipped = { shape: student!.shape, data: student!.data.map((value) => -value) };
  const options = { power: 3 };
  const [one, other] = await Promise.all(
    [student!, flipped].map((side) => evaluateKnowledge(attentionTransfer, { student: [side], teacher: [teacher!], options })),
  );
  expect(one!.loss).toBe(other!.loss);
});

describe('refusals', () => {
  test('an attention map of a dense layer', async () => {
    const vectors = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1, 2]])] };
    await expect(evaluateKnowledge(attentionTransfer, vectors)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  });
  test.each([{ power: 0.5 }, { power: 5 }, { form: 'other' }])('%j', async (options) => {
    await expect(evaluateKnowledge(attentionTransfer, { ...mapsPair, options })).rejects.toThrow('KD_E_OPTIONS_INVALID');
  });
});
