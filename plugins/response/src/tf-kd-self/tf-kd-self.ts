// Teacher-free distillation, first kind: the teacher is an earlier copy of the student, trained alone. The loss is that of soft
// targets with the reduction that its authors published.
import { defineResponseKnowledge } from '@retort/kernel';
import { mul, shape } from '@retort/tensor';
import { softTargets } from '../soft-targets/soft-targets.ts';
import { TfKdSelfOptions } from './tf-kd-self-options.ts';

/**
 * `m T^2 / (B C) * sum_n KL(p_t || p_s)`, `p = softmax(z / T)`: `kd` times `m / C`; Yuan, Tay, Li, Wang, Feng, "Revisiting Knowledge
 * Distillation via Label Smoothing Regularization", CVPR 2020, arXiv:1909.11723.
 *
 * Reads logits `[B, C]` float32. Mean over batch and classes (the element mean), times `T^2`; in nats, >= 0. The published total is
 * `(1 - a) CE + a * this`: the weights are the objective's.
 */
export const tfKdSelf = defineResponseKnowledge({
  id: 'tf-kd-self',
  summary: 'soft targets from an earlier copy of the student, mean over batch and classes (Yuan 2020)',
  options: TfKdSelfOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, feeds, weights }, { multiplier }) {
    const { C } = shape(student, 'B C', 'student logits');
    return { 'tf-kd-self': mul(softTargets(student, teacher, feeds.temperature!, weights), multiplier / C) };
  },
});
