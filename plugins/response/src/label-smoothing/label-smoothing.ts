// Label smoothing: the weakest teacher there is, which knows the label and nothing else. The real teacher's answer is not read.
import { defineResponseKnowledge, type Tensor2D } from '@retort/kernel';
import { add, expandDims, mul, shape, softmaxCrossEntropy } from '@retort/tensor';
import { labelledMean } from '../labels/labelled-mean.ts';
import { LabelSmoothingOptions } from './label-smoothing-options.ts';

/**
 * `-(1/n) * sum_n sum_c u_c log p_s`, `u` = `1 - e` on the label and `e / (C - 1)` on each other class, `p = softmax(z)`, over the `n`
 * labelled samples; Yuan et al., CVPR 2020, arXiv:1909.11723 (the convention of their code: the label keeps exactly `1 - e`).
 *
 * Reads the student's logits `[B, C]` float32 and the targets, which an augmentation may have mixed; never the teacher. Sum over
 * classes, mean over the labelled samples; in nats, at least the entropy of `u`. It takes the place of the task loss.
 */
export const labelSmoothing = defineResponseKnowledge({
  id: 'label-smoothing',
  summary: 'cross-entropy with smoothed labels; reads no teacher (Yuan 2020)',
  options: LabelSmoothingOptions,
  teacherless: true,
  weighs: true,
  loss({ student, targets, labelled, weights }, { epsilon }) {
    const { C } = shape(student, 'B C', 'student logits');
    const share = epsilon / (C - 1);
    const smoothed: Tensor2D = add(mul(targets, 1 - epsilon - share), mul(expandDims(labelled, 1), share));
    return { 'label-smoothing': labelledMean(softmaxCrossEntropy(student, smoothed), labelled, weights) };
  },
});
