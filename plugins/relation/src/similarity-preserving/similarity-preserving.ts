// Similarity-preserving distillation: samples that the teacher finds alike are alike for the student.
import { defineRelationKnowledge, type Scalar, type Tensor2D } from '@retort/kernel';
import { div, l2Normalise, matMul, square, sub, sum } from '@retort/tensor';
import { z } from 'zod';
import { toRows } from '../rows.ts';

/**
 * `(1/B^2) * ||N(F_s F_s^T) - N(F_t F_t^T)||_F^2`, `N` dividing each row by its Euclidean length; Tung and Mori, ICCV 2019,
 * arXiv:1907.09682.
 *
 * Reads one mapped pair `[B, ...]`, flattened; the widths of both sides may differ (connector `none`). One term, in
 * [0, 4 / B]. Unmoved by scaling or turning either side. A batch of one sample gives 0 with a zero gradient; a sample of
 * zeros has similarities of 0 and takes no gradient.
 */
export const similarityPreserving = defineRelationKnowledge({
  id: 'similarity-preserving',
  summary: 'relations: similarities between the samples of a batch (Tung 2019)',
  options: z.strictObject({}),
  loss(pair) {
    const { student, teacher, size } = toRows(pair);
    const difference = sub(similarities(student), similarities(teacher));
    return { 'similarity-preserving': div(sum(square(difference)), size ** 2) as Scalar };
  },
});

function similarities(rows: Tensor2D): Tensor2D {
  return l2Normalise(matMul(rows, rows, false, true), 1);
}
