// `cwd` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, fromRows, mapsPair } from '@retort/testing';
import { expect, test } from 'vitest';
import { average, channelOf, map } from '../../test/maps.ts';
import { cwd } from './cwd.ts';

test('the reference value', async () => {
  expectClose([(await evaluateKnowledge(cwd, mapsPair)).loss], [0.376733716], 1e-6, 'the loss');
});

test('at temperature 4 it is the loop over samples and channels', async () => {
  const [student, teacher] = [map([2, 3, 2, 3], (k) => 3 * Math.cos(k)), map([2, 3, 2, 3], (k) => 3 * Math.sin(1.3 * k))];
  const shares = (values: number[]) => {
    const powers = values.map((value) => Math.exp(value / 4));
    return powers.map((power) => power / powers.reduce((sum, value) => sum + value, 0));
  };
  const divergences = [0, 1].flatMap((sample) =>
    [0, 1, 2].map((channel) => {
      const [s, t] = [student, teacher].map((host) => shares(channelOf(host, sample, channel))) as [number[], number[]];
      return t.reduce((sum, share, place) => sum + share * Math.log(share / s[place]!), 0);
    }),
  );
  const { loss } = await evaluateKnowledge(cwd, { student: [student], teacher: [teacher], options: { temperature: 4 } });
  expectClose([loss], [16 * average(divergences)], 1e-5, 'the loss');
});

test('vectors and unlike shapes are refused', async () => {
  await expect(evaluateKnowledge(cwd, { student: [fromRows([[1]])], teacher: [fromRows([[1]])] })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  const pair = { student: [map([1, 2, 2, 3], Math.cos)], teacher: [map([1, 4, 4, 3], Math.cos)] };
  await expect(evaluateKnowledge(cwd, pair)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});
