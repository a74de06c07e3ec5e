// Weighted soft labels: soft targets that count less for samples whose label the student fits as well as the teacher does.
// Needs labels: a sample without one weighs nothing.
import { defineResponseKnowledge, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { add, detach, div, exp, mul, neg, relu, scope, softmax, softmaxCrossEntropy, square, sub } from '@retort/tensor';
import { labelledMean } from '../labels/labelled-mean.ts';
import { WsldOptions } from './wsld-options.ts';

/**
 * `T^2 * (1/n) * sum_n w_n (-sum_c p_t log p_s)`, `p = softmax(z / T)`, `w_n = 1 - exp(-CE_s,n / (CE_t,n + 1e-7))` with the
 * cross-entropies against the label at `T` 1; over the `n` labelled samples. Zhou, Song, Chen, Zhou, Wang, Yuan, Zhang, "Rethinking
 * Soft Labels for Knowledge Distillation: A Bias-Variance Tradeoff Perspective", ICLR 2021, arXiv:2102.00650.
 *
 * Reads logits `[B, C]` float32 and the targets. Sum over classes, mean over the labelled samples, times `T^2`; in nats, >= 0. The
 * weights `w`, in [0, 1], are numbers: no gradient flows through them. Sample weights multiply them, and the `n` stays.
 */
export const wsld = defineResponseKnowledge({
  id: 'wsld',
  summary: 'soft cross-entropy, each sample weighted by how far it is from its label (Zhou 2021)',
  options: WsldOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, targets, labelled, feeds, weights }) {
    const temperature = feeds.temperature!;
    const shares: Tensor2D = softmax(div(teacher, temperature));
    const soft = softmaxCrossEntropy(div(student, temperature), shares);
    const weighted: Tensor1D = mul(rest(student, teacher, targets), soft);
    return { wsld: mul(square(temperature), labelledMean(weighted, labelled, weights)) };
  },
});

/** What is left to learn: `w`, `[B]`, constants in [0, 1]; 0 where there is no label. */
function rest(student: Tensor2D, teacher: Tensor2D, targets: Tensor2D): Tensor1D {
  return scope(() => {
    const ratio = div(softmaxCrossEntropy(detach(student), targets), add(softmaxCrossEntropy(teacher, targets), 1e-7));
    return sub(1, exp(neg(relu(ratio))));
  });
}
