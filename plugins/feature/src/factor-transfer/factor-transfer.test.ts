// `factor-transfer` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, mapsPair } from '@retort/testing';
import { expect, test } from 'vitest';
import { map } from '../../test/maps.ts';
import { factorTransfer } from './factor-transfer.ts';

test.each([
  ['code', 0.251614822],
  ['paper', 0.373632445],
] as const)('the reference value of the form %s', async (form, expected) => {
  expectClose([(await evaluateKnowledge(factorTransfer, { ...mapsPair, options: { form } })).loss], [expected], 1e-6, 'the loss');
});

test('where both factors agree exactly, the gradient is 0 and not the -1 of a signed zero', async () => {
  const [one, two] = [map([1, 2, 2, 1], (k) => k + 1), map([1, 2, 2, 1], (k) => k + 1)];
  const { loss, student } = await evaluateKnowledge(factorTransfer, { student: [one], teacher: [two] });
  expect(loss).toBe(0);
  expect(Array.from(student[0]!, Math.abs)).toEqual([0, 0, 0, 0]);
});

test('the form of the paper needs factors of one shape', async () => {
  const factors = { student: [map([1, 2, 2, 3], Math.cos)], teacher: [map([1, 2, 2, 4], Math.cos)] };
  await expect(evaluateKnowledge(factorTransfer, { ...factors, options: { form: 'paper' } })).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
  expect((await evaluateKnowledge(factorTransfer, factors)).loss).toBeGreaterThan(0);
});
