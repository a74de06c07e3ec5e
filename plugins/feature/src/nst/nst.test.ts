// `nst` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, fromRows, mapsPair } from '@retort/testing';
import { expect, test } from 'vitest';
import { average, channelOf, map, normalised } from '../../test/maps.ts';
import { nst } from './nst.ts';

test('the reference value', async () => {
  expectClose([(await evaluateKnowledge(nst, mapsPair)).loss], [0.979487285], 1e-6, 'the loss');
});

test('with unlike numbers of channels it is the loop over all pairs of channels', async () => {
  const [student, teacher] = [map([2, 3, 2, 4], Math.cos), map([2, 3, 2, 3], (k) => Math.sin(1.3 * k))];
  const channels = (host: typeof student, sample: number) =>
    Array.from({ length: host.shape[3]! }, (_, channel) => normalised(channelOf(host, sample, channel)));
  const kernels = (a: number[][], b: number[][]) => average(a.flatMap((x) => b.map((y) => x.reduce((sum, value, at) => sum + value * y[at]!, 0) ** 2)));
  const losses = [0, 1].map((sample) => {
    const [s, t] = [channels(student, sample), channels(teacher, sample)];
    return kernels(t, t) + kernels(s, s) - 2 * kernels(s, t);
  });
  const { loss } = await evaluateKnowledge(nst, { student: [student], teacher: [teacher] });
  expectClose([loss], [average(losses)], 1e-5, 'the loss');
});

test('vectors are refused', async () => {
  const vectors = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1, 2]])] };
  await expect(evaluateKnowledge(nst, vectors)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});
