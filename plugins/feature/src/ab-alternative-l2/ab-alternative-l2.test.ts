// `ab-alternative-l2` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, fromRows, makerOf, mapsPair } from '@retort/testing';
import { expect, test } from 'vitest';
import { abAlternativeL2 } from './ab-alternative-l2.ts';

test('the reference value, which is multiplied by 3/1000', async () => {
  expectClose([(await evaluateKnowledge(abAlternativeL2, mapsPair)).loss * 0.003], [0.04715625], 1e-6, 'the loss');
});

test('element by element: inside the margin, beyond it, on either side, and at a teacher of exactly 0', async () => {
  const student = [-2, -1, 0.5, 0.5, 1, 2, 0.5];
  const teacher = [-1, -1, -1, 1, 1, 1, 0];
  const { loss, student: gradient } = await evaluateKnowledge(abAlternativeL2, { student: [fromRows([student])], teacher: [fromRows([teacher])] });
  expectClose([loss], [0 + 0 + 1.5 ** 2 + 0.5 ** 2 + 0 + 0 + 1.5 ** 2], 1e-6, 'the loss');
  expectClose(gradient[0]!, [0, 0, 3, -1, 0, 0, 3], 1e-6, 'the gradient');
});

test('the sum is divided by the batch size, not by the number of elements', async () => {
  const rows = {
    student: [
      fromRows([
        [0, 0],
        [0, 0],
      ]),
    ],
    teacher: [
      fromRows([
        [1, 1],
        [1, 1],
      ]),
    ],
  };
  expect((await evaluateKnowledge(abAlternativeL2, rows)).loss).toBe(2);
});

test("layers: 'halving' counts the last pair once and each before it half as much", async () => {
  // One element at the boundary, one beyond its margin.
  const row = fromRows([[0, 2]]);
  const values = { student: [row, row, row], teacher: [row, row, row] };
  expect((await evaluateKnowledge(abAlternativeL2, values)).loss).toBe(3);
  expect((await evaluateKnowledge(abAlternativeL2, { ...values, options: { layers: 'halving' } })).loss).toBe(1.75);
});

test('unlike shapes are refused', async () => {
  const rows = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1]])] };
  await expect(evaluateKnowledge(abAlternativeL2, rows)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});

test('initialises the student where it is given epochs to, by the same loss', async () => {
  const { prelude } = makerOf([abAlternativeL2]).make('knowledge', { id: 'ab-alternative-l2', prelude: 2 });
  expect(prelude).toEqual({ epochs: 2, trains: 'student', stays: false });
  expect(makerOf([abAlternativeL2]).make('knowledge', 'ab-alternative-l2').prelude).toBeUndefined();
  const { loss } = await evaluateKnowledge(abAlternativeL2, { ...mapsPair, options: { prelude: 2 } });
  expectClose([loss * 0.003], [0.04715625], 1e-6, 'the loss');
});
