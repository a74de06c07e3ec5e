// Correlation congruence: the correlations between the samples of a batch are those of the teacher.
import { defineRelationKnowledge } from '@retort/kernel';
import { embedPairs } from '../embedding/embed-pairs.ts';
import { toRows } from '../rows.ts';
import { consecutiveCongruence } from './consecutive-correlation.ts';
import { CorrelationCongruenceOptions } from './correlation-congruence-options.ts';
import { gaussianWeights, kernelCongruence } from './kernel-correlation.ts';

/**
 * `||K(e_s) - K(e_t)||_F^2 / B^2`, `K` a Gaussian kernel expanded to a few orders, or bilinear, over L2-normalised embeddings
 * `e`; Peng et al., ICCV 2019, arXiv:1904.01802. The form `consecutive` is another loss under the same name, that of the
 * public benchmark RepDistiller: see consecutiveCongruence().
 *
 * Reads mapped pairs `[B, ...]`, flattened (connector `none`); each side of each has a trained linear embedding, which makes
 * their widths equal. One term, >= 0. A batch of one sample gives 0 with a zero gradient.
 */
export const correlationCongruence = defineRelationKnowledge({
  id: 'correlation-congruence',
  summary: 'relations: kernel correlations between the samples of a batch (Peng 2019)',
  options: CorrelationCongruenceOptions,
  build(build, { form, embedding, gamma, order }) {
    const { pairs, variables } = embedPairs(build, embedding);
    const weights = form === 'gaussian' ? gaussianWeights(gamma, order) : [1];
    return {
      variables,
      loss(input) {
        const rows = toRows(input);
        const pair = pairs[input.index]!;
        const [student, teacher] = [pair.student.apply(rows.student), pair.teacher.apply(rows.teacher)];
        const loss = form === 'consecutive' ? consecutiveCongruence(student, teacher) : kernelCongruence(student, teacher, weights);
        return { 'correlation-congruence': loss };
      },
    };
  },
});
