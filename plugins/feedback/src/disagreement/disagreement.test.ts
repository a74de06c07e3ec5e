// `disagreement` by hand: two samples, two classes.
import { evaluateKnowledge, expectClose, fromRows } from '@retort/testing';
import { expect, test } from 'vitest';
import { disagreement } from './disagreement.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const at = (student: number[][], teacher: number[][], labels: number[], options = {}) =>
  evaluateKnowledge(disagreement, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels, options });

test('two classes: the distance is |p - q| of one class, the gradient that of the cross-entropy times it', async () => {
  // Logits [a, 0]: p of class 0 is sigmoid(a), the cross-entropy of label 0 is -log sigmoid(a).
  const { loss, student } = await at(
    [
      [1, 0],
      [-2, 0],
    ],
    [
      [3, 0],
      [-2, 0],
    ],
    [0, 1],
  );
  const d = Math.abs(sigmoid(1) - sigmoid(3));
  expectClose([loss], [(d * -Math.log(sigmoid(1))) / 2], 1e-6, 'the loss: the second sample is agreed on');
  expectClose(student[0]!, [(d * (sigmoid(1) - 1)) / 2, (d * (1 - sigmoid(1))) / 2, 0, 0], 1e-6, 'the gradient');
});

test('softened answers differ less', async () => {
  const { loss } = await at([[4, 0]], [[-4, 0]], [0], { temperature: 4 });
  expectClose([loss], [Math.abs(sigmoid(1) - sigmoid(-1)) * -Math.log(sigmoid(4))], 1e-5, 'the loss');
});

test('extreme answers that differ wholly weigh 1, and nothing is infinite', async () => {
  const { loss, student } = await at([[1e4, -1e4]], [[-1e4, 1e4]], [1]);
  expect(loss).toBe(2e4);
  expect([...student[0]!]).toEqual([1, -1]);
});
