// Factor transfer: the criterion between two given factors. Not the paraphraser that would compress the teacher's map into its
// factor, and not the translator, which is a connector's place.
import { defineFeatureKnowledge, type Scalar, type Tensor, type Tensor2D } from '@retort/kernel';
import { l2Normalise, mean, reshape, sub, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { attentionMap } from '../map/attention-map.ts';
import { toCommonSize } from '../map/common-size.ts';
import { magnitude } from '../map/magnitude.ts';
import { requireEqualShapes, requireMaps } from '../map/require-shapes.ts';

const FactorTransferOptions = z.strictObject({
  form: z
    .enum(['code', 'paper'])
    .default('code')
    .describe("'code': attention maps of the factors, as RepDistiller has it. 'paper': the factors themselves, of equal shapes."),
  p1: z.number().min(1).max(4).default(2).describe("The power of the activations in the attention map; of the form 'code' only."),
  p2: z.number().min(1).max(4).default(1).describe('The power of the differences: 1 is the published L1.'),
});

/**
 * `factor-transfer = mean |N(F_s) - N(F_t)|^p2`; Kim et al., NeurIPS 2018, arXiv:1802.04977.
 *
 * - `form: 'code'`: `N(F) = flatten(mean_c |F|^p1) / ||.||_2`; channels may differ, and the larger map is average-pooled to the
 *   smaller one's size.
 * - `form: 'paper'`: `N(F) = flatten(F) / ||.||_2`, for equal shapes. `||.||_1` of the equation is taken as a mean, as the public
 *   implementations do.
 *
 * Reads one mapped pair: the factors. Mean over batch and elements; several pairs are added. >= 0, and 0 where the normalised
 * factors are equal. Unmoved when a factor is multiplied by a number. The usual weight is 200.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const factorTransfer = defineFeatureKnowledge({
  id: 'factor-transfer',
  summary: 'factor transfer: the criterion between normalised factors (Kim 2018)',
  options: FactorTransferOptions,
  weighs: true,
  aligned: ({ form }) => form === 'paper',
  build(build, { form, p1, p2 }) {
    if (form === 'code') requireMaps('factor-transfer', build);
    else requireEqualShapes('factor-transfer', build);
    return {
      loss(pair) {
        const [own, other] =
          form === 'code' ? toCommonSize(pair.student, pair.teacher).map((map) => attentionMap(map, p1)) : [pair.student, pair.teacher].map(unit);
        return { 'factor-transfer': mean<Scalar>(weighSamples(magnitude(sub(own!, other!), p2), pair.weights)) };
      },
    };
  },
});

function unit(factor: Tensor): Tensor2D {
  return l2Normalise(reshape(factor, [factor.shape[0]!, -1]) as Tensor2D, 1);
}
