// Cross-entropy with the teacher's probabilities as targets. `kd` up to the teacher's entropy, which is constant, and T^2, which
// is not here.
import { defineResponseKnowledge, type Tensor2D } from '@retort/kernel';
import { div, mean, softmax, softmaxCrossEntropy, weighSamples } from '@retort/tensor';
import { SoftCrossEntropyOptions } from './soft-cross-entropy-options.ts';

/**
 * `(1/B) * sum_n -sum_c p_t log p_s`, `p = softmax(z / T)`; TextBrewer's `kd_ce_loss` (Yang et al., ACL 2020, arXiv:2002.12620).
 *
 * Reads logits `[B, C]` float32. Sum over classes, mean over the batch, no `T^2`: the gradient is `(p_s - p_t) / (T B)`, that of
 * `kd` divided by `T^2`. In nats; at least the teacher's entropy, which it reaches where both sides agree. Sample weights stand inside
 * the mean.
 */
export const softCrossEntropy = defineResponseKnowledge({
  id: 'soft-cross-entropy',
  summary: "cross-entropy with the teacher's softened probabilities, mean over the batch, without T^2",
  options: SoftCrossEntropyOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, feeds, weights }) {
    const temperature = feeds.temperature!;
    const targets: Tensor2D = softmax(div(teacher, temperature));
    return { 'soft-cross-entropy': mean(weighSamples(softmaxCrossEntropy(div(student, temperature), targets), weights)) };
  },
});
