// `review-kd-hcl` against values computed in double precision from the definition.
import { evaluateKnowledge, expectClose, fromRows, mapsPair } from '@retort/testing';
import { expect, test } from 'vitest';
import { average, map } from '../../test/maps.ts';
import { reviewKdHcl } from './review-kd-hcl.ts';

test('the reference value', async () => {
  expectClose([(await evaluateKnowledge(reviewKdHcl, mapsPair)).loss], [1.85474537], 1e-6, 'the loss');
});

test('every level below the height counts: 4, 2 and 1 for a map of 8', async () => {
  const [student, teacher] = [map([1, 8, 8, 1], (k) => Math.cos(k)), map([1, 8, 8, 1], () => 0)];
  const meanSquareAt = (size: number) => {
    const window = 8 / size;
    const cells = Array.from({ length: size * size }, (_, cell) => {
      const [top, left] = [Math.floor(cell / size) * window, (cell % size) * window];
      const inside = Array.from({ length: window * window }, (_, at) => Math.cos((top + Math.floor(at / window)) * 8 + left + (at % window)));
      return average(inside) ** 2;
    });
    return average(cells);
  };
  const expected = (meanSquareAt(8) + meanSquareAt(4) / 2 + meanSquareAt(2) / 4 + meanSquareAt(1) / 8) / 1.875;
  expectClose([(await evaluateKnowledge(reviewKdHcl, { student: [student], teacher: [teacher] })).loss], [expected], 1e-6, 'the loss');
});

test('a vector is a map of one place, with no level below it; pairs are added', async () => {
  const { loss } = await evaluateKnowledge(reviewKdHcl, {
    student: [fromRows([[1, 3]]), fromRows([[2, 2]])],
    teacher: [fromRows([[0, 0]]), fromRows([[0, 0]])],
  });
  expectClose([loss], [5 + 4], 1e-6, 'the loss');
});

test('unlike shapes are refused', async () => {
  const pair = { student: [map([1, 2, 2, 3], Math.cos)], teacher: [map([1, 2, 2, 4], Math.cos)] };
  await expect(evaluateKnowledge(reviewKdHcl, pair)).rejects.toThrow('KD_E_KNOWLEDGE_SHAPES');
});
