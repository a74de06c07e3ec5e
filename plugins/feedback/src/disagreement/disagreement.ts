// What a teacher learns from its student's errors: its own cross-entropy, where the student does not follow it.
import { defineResponseKnowledge, type Scalar, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { abs, detach, div, maximum, mul, scope, softmax, softmaxCrossEntropy, sub, sum } from '@retort/tensor';
import { z } from 'zod';

const DisagreementOptions = z.strictObject({
  temperature: z.number().positive().default(1).describe('Softens both answers before they are compared.'),
});

/**
 * `(1/n) sum_n d_n CE_n`, `CE_n = -sum_c y_c log softmax(z)_c`, `d_n = 1/2 sum_c |p_c - q_c|` with `p = softmax(z / T)` of the learner and
 * `q` of the one who answers; over the `n` labelled samples. Ours: `d`, the total variation, is 1 where the two could not differ more and
 * 0 where they agree, so a learner is taught the labels of those samples alone on which its counterpart went another way.
 *
 * Reads logits `[B, C]` float32 and the targets: the learner is the teacher that is being corrected, who answers is its student. Mean over
 * the labelled samples; in nats, >= 0, and 0 where both say the same. `d` is a number: no gradient flows through it.
 */
export const disagreement = defineResponseKnowledge({
  id: 'disagreement',
  summary: 'cross-entropy with the labels, each sample as much as learner and counterpart differ on it',
  options: DisagreementOptions,
  loss({ student, teacher, targets, labelled }, { temperature }) {
    const weighted: Tensor1D = mul(distance(student, teacher, temperature), softmaxCrossEntropy(student, targets));
    return { disagreement: div<Scalar>(sum(mul(weighted, labelled)), maximum(sum(labelled), 1)) };
  },
});

/** `[B]`, in [0, 1], constants. */
function distance(one: Tensor2D, other: Tensor2D, temperature: number): Tensor1D {
  return scope(() => {
    const [p, q]: [Tensor2D, Tensor2D] = [softmax(div(detach(one), temperature)), softmax(div(other, temperature))];
    return div(sum(abs(sub(p, q)), 1), 2);
  });
}
