// Soft targets: the student learns the teacher's class probabilities, softened by a temperature. Not the task loss, and
// no weight: those are the objective's.
import { defineResponseKnowledge } from '@retort/kernel';
import { div, expandDims, mean, mul, softmaxKl, square, weighSamples } from '@retort/tensor';
import { sampleTemperature } from '../sample-temperature/sample-temperature.ts';
import { softTargets } from '../soft-targets/soft-targets.ts';
import { standardise } from '../standardise/standardise.ts';
import { KdOptions } from './kd-options.ts';

/**
 * `kd = T^2 * (1/B) * sum_n KL(p_t || p_s)`, `p = softmax(z / T)`; Hinton, Vinyals, Dean 2015, arXiv:1503.02531.
 *
 * Reads logits `[B, C]` float32, unnormalised. Sum over classes, mean over the batch (`batchmean`), times `T^2`, so that
 * the size of the gradient, `T (p_s - p_t) / B`, hardly depends on `T`. In nats; >= 0, and 0 where the logits of both
 * sides differ by a constant per sample. The temperature is a feed: it may follow a schedule.
 *
 * With `standardise`, `z` are standardised logits (Sun et al. 2024). With `perSample`, each sample has its own `T_n`, a
 * constant (Wen et al. 2019), and `T_n^2` stands inside the mean. Sample weights stand there too.
 */
export const kd = defineResponseKnowledge({
  id: 'kd',
  summary: 'soft targets: T^2 * KL(teacher || student), mean over the batch (Hinton 2015)',
  options: KdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss({ student, teacher, feeds, weights }, options) {
    const temperature = feeds.temperature!;
    const [own, other] = options.standardise ? [standardise(student), standardise(teacher)] : [student, teacher];
    if (options.perSample === undefined) return { kd: softTargets(own, other, temperature, weights) };
    const each = sampleTemperature(options.perSample, own, other, temperature);
    const column = expandDims(each, 1);
    return { kd: mean(weighSamples(mul(square(each), softmaxKl(div(own, column), div(other, column), 1)), weights)) };
  },
});
