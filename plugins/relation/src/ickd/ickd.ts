// Inter-channel correlation: channels of a map that fire together in the teacher do so in the student.
import { defineFeatureKnowledge, type Scalar, type Tensor } from '@retort/kernel';
import { div, l2Normalise, matMul, reshape, shape, square, sub, sum } from '@retort/tensor';
import { z } from 'zod';
import { requireChannels } from './require-channels.ts';

/**
 * `(1/(B c)) * sum_n ||N(F_s^T F_s) - N(F_t^T F_t)||_F^2`, `F` a sample's map as `[h w, c]`, `N` dividing each row of the
 * `[c, c]` table by its length; Liu et al., ICCV 2021.
 *
 * Reads one mapped pair of maps `[B, h, w, c]` of equally many channels; the sizes of the maps may differ. Several pairs are
 * added. In [0, 4]; 0 where the maps are equal up to a scale of each sample. A channel of zeros is correlated with none and
 * takes no gradient from its own row.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES when it is built for what is not a pair of maps of equally many channels.
 */
export const ickd = defineFeatureKnowledge({
  id: 'ickd',
  summary: 'relations: correlations between the channels of a map (Liu 2021)',
  options: z.strictObject({}),
  build(build) {
    requireChannels('ickd', build);
    return {
      loss({ student, teacher }) {
        const { B, C } = shape(student, 'B H W C', 'student map');
        shape(teacher, `${B} h w ${C}`, 'teacher map');
        const difference = sub(correlations(student), correlations(teacher));
        return { ickd: div(sum(square(difference)), (B as number) * (C as number)) as Scalar };
      },
    };
  },
});

/** `[B, c, c]`, rows of length 1. */
function correlations(map: Tensor): Tensor {
  const [batch, height, width, channels] = map.shape as [number, number, number, number];
  const flat = reshape(map, [batch, height * width, channels]);
  return l2Normalise(matMul(flat, flat, true, false), -1);
}
