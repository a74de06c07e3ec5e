// Relational knowledge: the student arranges the samples of a batch like the teacher, up to scale, rotation and shift.
import { defineRelationKnowledge, type LossTerms, type Tensor2D } from '@retort/kernel';
import { mul, sum } from '@retort/tensor';
import { toRows } from '../rows.ts';
import { angleLoss } from './angle-loss.ts';
import { distanceLoss } from './distance-loss.ts';
import { RkdOptions } from './rkd-options.ts';

/**
 * `rkd = distance * L_D + angle * L_A`; Park et al., CVPR 2019, arXiv:1904.05068.
 *
 * Reads one mapped pair `[B, ...]`, flattened to vectors; the widths of both sides may differ.
 * Two terms, `distance` and `angle`, each already multiplied by its option, so that their sum is the loss of the paper's
 * reference code. `L_D` is the mean over all B^2 entries, `L_A` over all B^3, of the Huber difference. >= 0, and 0 where one
 * arrangement is the other scaled, rotated and shifted. A batch of one sample has no relations: 0, with a zero gradient.
 */
export const rkd = defineRelationKnowledge({
  id: 'rkd',
  summary: 'relations: distances and angles between the samples of a batch (Park 2019)',
  options: RkdOptions,
  loss(pair, weights) {
    const { student, teacher, size } = toRows(pair);
    const terms: Record<string, LossTerms[string]> = {};
    if (weights.distance > 0) terms.distance = size === 1 ? nothing(student) : mul(distanceLoss(student, teacher), weights.distance);
    if (weights.angle > 0) terms.angle = size === 1 ? nothing(student) : mul(angleLoss(student, teacher), weights.angle);
    return terms;
  },
});

/** 0, still connected to the student, so that its gradient exists and is zero. */
function nothing(student: Tensor2D) {
  return sum<LossTerms[string]>(mul(student, 0));
}
