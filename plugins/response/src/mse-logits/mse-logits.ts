// Matching logits: the squared distance of the raw outputs, heights included. What `kd` tends to as its temperature grows.
import { defineResponseKnowledge } from '@retort/kernel';
import { div, mean, sameShape, square, sub, weighSamples } from '@retort/tensor';
import { MseLogitsOptions } from './mse-logits-options.ts';

/**
 * `(1/(B C)) * sum ((z_s - z_t) / T)^2`: the mean over all elements; TextBrewer's `kd_mse_loss`. Ba and Caruana, "Do Deep Nets
 * Really Need to be Deep?", NeurIPS 2014, arXiv:1312.6184, match logits so at `T` 1.
 *
 * Reads logits `[B, C]` float32. Mean over batch and classes, no `T^2`; in squared units of the logits, >= 0, 0 where they are
 * equal. Gradient: `2 (z_s - z_t) / (T^2 B C)`. Sample weights stand inside the mean.
 */
export const mseLogits = defineResponseKnowledge({
  id: 'mse-logits',
  summary: 'mean squared difference of the logits (Ba and Caruana 2014)',
  options: MseLogitsOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, feeds, weights }) {
    sameShape(student, teacher, 'student and teacher logits');
    return { 'mse-logits': mean(weighSamples(square(div(sub(student, teacher), feeds.temperature!)), weights)) };
  },
});
