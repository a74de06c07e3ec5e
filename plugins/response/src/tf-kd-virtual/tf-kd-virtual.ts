// Teacher-free distillation, second kind: a virtual teacher that is right 99 times in 100 and knows nothing else, softened. The
// real teacher's answer is not read.
import { defineResponseKnowledge } from '@retort/kernel';
import { add, div, expandDims, mul, shape, softmaxKl } from '@retort/tensor';
import { labelledMean } from '../labels/labelled-mean.ts';
import { TfKdVirtualOptions } from './tf-kd-virtual-options.ts';

/**
 * `m / (n C) * sum_n KL(softmax(u / T) || softmax(z_s))`, `u` = `a` on the label and `(1 - a) / (C - 1)` on each other class: the softmax
 * of probabilities, as the authors' code has it; the student is not softened and there is no `T^2`. Yuan, Tay, Li, Wang, Feng,
 * "Revisiting Knowledge Distillation via Label Smoothing Regularization", CVPR 2020, arXiv:1909.11723.
 *
 * Reads the student's logits `[B, C]` float32 and the targets, which an augmentation may have mixed; never the teacher. Mean over
 * the `n` labelled samples and the classes; in nats, >= 0.
 */
export const tfKdVirtual = defineResponseKnowledge({
  id: 'tf-kd-virtual',
  summary: 'soft targets from a virtual teacher made of the labels; reads no teacher (Yuan 2020)',
  options: TfKdVirtualOptions,
  teacherless: true,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, targets, labelled, feeds, weights }, { correct, multiplier }) {
    const { C } = shape(student, 'B C', 'student logits');
    const rest = (1 - correct) / (C - 1);
    const virtual = add(mul(targets, correct - rest), mul(expandDims(labelled, 1), rest));
    const divergence = softmaxKl(student, div(virtual, feeds.temperature!), 1);
    return { 'tf-kd-virtual': mul(labelledMean(divergence, labelled, weights), multiplier / C) };
  },
});
