// Soft targets: the student learns the teacher's class probabilities, softened by a temperature. Not the task loss, and
// no weight: those are the objective's.
import { defineResponseKnowledge } from '@retort/kernel';
import { mean, mul, softmaxKl, square } from '@retort/tensor';
import { KdOptions } from './kd-options.ts';

/**
 * `kd = T^2 * (1/B) * sum_n KL(p_t || p_s)`, `p = softmax(z / T)`; Hinton, Vinyals, Dean 2015, arXiv:1503.02531.
 *
 * Reads logits `[B, C]` float32, unnormalised. Sum over classes, mean over the batch (`batchmean`), times `T^2`, so that
 * the size of the gradient, `T (p_s - p_t) / B`, hardly depends on `T`. In nats; >= 0, and 0 where the logits of both
 * sides differ by a constant per sample. The temperature is a feed: it may follow a schedule.
 */
export const kd = defineResponseKnowledge({
  id: 'kd',
  summary: 'soft targets: T^2 * KL(teacher || student), mean over the batch (Hinton 2015)',
  options: KdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  loss({ student, teacher, feeds }) {
    const temperature = feeds.temperature!;
    return { kd: mul(square(temperature), mean(softmaxKl(student, teacher, temperature))) };
  },
});
