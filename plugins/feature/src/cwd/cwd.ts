// Channel-wise distillation: where in the map each channel is active, as a distribution over places.
import { defineFeatureKnowledge, type Scalar, type Tensor, type Tensor2D } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { mean, mul, reshape, softmaxKl, square, transpose, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { requireEqualShapes, requireMaps } from '../map/require-shapes.ts';

const CwdOptions = z.strictObject({
  temperature: schedulable.default(1).describe('Softens the distributions over places; a number or a schedule.'),
});

/**
 * `cwd = tau^2 / (B c) * sum over samples and channels of KL(p_t || p_s)`, with `p = softmax over h w of F / tau`;
 * Shu et al., ICCV 2021, arXiv:2011.13256.
 *
 * Reads one mapped pair of maps `[B, h, w, c]` of equal shapes. Sum over places, mean over samples and channels, in nats; several
 * pairs are added. >= 0, and 0 where the maps differ by a number per channel and sample. The temperature is a feed.
 * The usual weight is 3 on maps of logits, 50 on features.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const cwd = defineFeatureKnowledge({
  id: 'cwd',
  summary: 'channel-wise distillation: where each channel is active (Shu 2021)',
  options: CwdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  weighs: true,
  build(build) {
    requireMaps('cwd', build);
    requireEqualShapes('cwd', build);
    return {
      loss({ student, teacher, feeds, weights }) {
        const temperature = feeds.temperature!;
        const divergences = reshape(softmaxKl(channelRows(student), channelRows(teacher), temperature), [student.shape[0]!, -1]);
        return { cwd: mul(square(temperature), mean<Scalar>(weighSamples(divergences, weights))) };
      },
    };
  },
});

/** `[B, h, w, c]` -> `[B c, h w]`. */
function channelRows(map: Tensor): Tensor2D {
  const [batch, height, width, channels] = map.shape as [number, number, number, number];
  return reshape(transpose(reshape(map, [batch, height * width, channels]), [0, 2, 1]), [batch * channels, height * width]);
}
