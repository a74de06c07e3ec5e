// Probabilistic knowledge transfer: how likely each sample is the neighbour of each other.
import { defineRelationKnowledge, type Tensor2D } from '@retort/kernel';
import { add, div, l2Normalise, matMul, mul, relu, sum } from '@retort/tensor';
import { toRows } from '../rows.ts';
import { divergence } from './divergence.ts';
import { PktOptions } from './pkt-options.ts';

/**
 * `(1/B^2) * sum_ij P_t[i,j] log((P_t[i,j] + eps) / (P_s[i,j] + eps))`, with `P[i,j] = K[i,j] / sum_j K[i,j]` and
 * `K[i,j] = (cos(f_i, f_j) + 1) / 2`, the diagonal included; Passalis and Tefas, ECCV 2018, arXiv:1803.10837.
 *
 * Reads one mapped pair `[B, ...]`, flattened; the widths of both sides may differ (connector `none`). One term, >= 0 up to
 * `eps`. Unmoved by turning either side, or scaling any sample of it. A batch of one sample gives 0 with a zero gradient.
 */
export const pkt = defineRelationKnowledge({
  id: 'pkt',
  summary: 'relations: probabilities of being neighbours in the batch (Passalis 2018)',
  options: PktOptions,
  loss(pair, { eps }) {
    const { student, teacher, size } = toRows(pair);
    return { pkt: div(divergence(neighbours(student), neighbours(teacher), eps), size ** 2) };
  },
});

/** `[B, B]`, rows sum to 1. A sample of zeros has a cosine of 0 with every sample. */
function neighbours(rows: Tensor2D): Tensor2D {
  const units = l2Normalise(rows, 1);
  // Opposite samples have a similarity of 0, which rounding may take below.
  const similarity = relu(mul(add(matMul(units, units, false, true), 1), 0.5));
  return div(similarity, sum(similarity, 1, true));
}
