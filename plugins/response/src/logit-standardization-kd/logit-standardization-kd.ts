// Soft targets from standardised logits, with the published defaults. The same loss as `kd` with `standardise`.
import { defineResponseKnowledge } from '@retort/kernel';
import { softTargets } from '../soft-targets/soft-targets.ts';
import { standardise } from '../standardise/standardise.ts';
import { LogitStandardizationKdOptions } from './logit-standardization-kd-options.ts';

/**
 * `T^2 * (1/B) * sum_n KL(q_t || q_s)`, `q = softmax(z' / T)`, `z' = (z - mean_c z) / (std_c z + 1e-7)` per sample and side, `std`
 * unbiased; Sun et al., "Logit Standardization in Knowledge Distillation", CVPR 2024, arXiv:2403.01427.
 *
 * Reads logits `[B, C]` float32. Sum over classes, mean over the batch, times `T^2`; in nats, >= 0. Unmoved when a sample's
 * logits, of either side, go to `a z + b` with `a > 0`. Sample weights stand inside the mean.
 */
export const logitStandardizationKd = defineResponseKnowledge({
  id: 'logit-standardization-kd',
  summary: 'soft targets from logits standardised per sample: T^2 * KL, mean over the batch (Sun 2024)',
  options: LogitStandardizationKdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  loss: ({ student, teacher, feeds, weights }) => ({
    'logit-standardization-kd': softTargets(standardise(student), standardise(teacher), feeds.temperature!, weights),
  }),
});
