// Attention transfer: the student looks where the teacher looks. Channels need not agree, so no connector is needed.
import { defineFeatureKnowledge, type Scalar, type Tensor } from '@retort/kernel';
import { mean, mul, safeNorm, squaredDifference, sub, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { attentionMap } from '../map/attention-map.ts';
import { toCommonSize } from '../map/common-size.ts';
import { requireMaps } from '../map/require-shapes.ts';

const AttentionTransferOptions = z.strictObject({
  power: z.number().min(1).max(4).default(2).describe('p: the power of the activations, 1 to 4.'),
  form: z
    .enum(['code', 'paper'])
    .default('code')
    .describe("'code': the mean squared difference, as the authors' code has it. 'paper': half the distance, as the equation has it."),
});

/**
 * With `Q = flatten(mean_c |F|^p) / ||.||_2` per sample; Zagoruyko, Komodakis, ICLR 2017, arXiv:1612.03928.
 *
 * - `form: 'code'`: `mean over B, h, w of (Q_s - Q_t)^2`. The usual weight is 1000.
 * - `form: 'paper'`: `1/2 mean over B of ||Q_s - Q_t||_2`. The weight is the paper's beta, 1000.
 *
 * Reads one mapped pair of maps `[B, h, w, c]`; channels may differ, and the larger map is average-pooled to the smaller one's
 * size. Several pairs are added. >= 0, and 0 (1e-6 in the paper's form) where the attention is equal. Unmoved when a map is
 * multiplied by a number.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES when it is built for what is not a map.
 */
export const attentionTransfer = defineFeatureKnowledge({
  id: 'attention-transfer',
  summary: 'attention transfer: where the activations of a map are large (Zagoruyko 2017)',
  options: AttentionTransferOptions,
  weighs: true,
  aligned: () => false,
  build(build, { power, form }) {
    requireMaps('attention-transfer', build);
    return {
      loss(pair) {
        const [student, teacher] = toCommonSize(pair.student, pair.teacher);
        const [own, other] = [attentionMap(student, power), attentionMap(teacher, power)];
        const weigh = <T extends Tensor>(x: T): T => weighSamples(x, pair.weights);
        const loss: Scalar = form === 'code' ? mean(weigh(squaredDifference(own, other))) : mul(mean<Scalar>(weigh(safeNorm(sub(own, other), 1))), 0.5);
        return { 'attention-transfer': loss };
      },
    };
  },
});
