// Neuron selectivity transfer: the student's channels, as a set, are distributed like the teacher's.
import { defineFeatureKnowledge, type Scalar, type Tensor, type Tensor4D } from '@retort/kernel';
import { add, detach, l2Normalise, matMul, mean, mul, reshape, square, sub, weighSamples } from '@retort/tensor';
import { toCommonSize } from '../map/common-size.ts';
import { requireMaps } from '../map/require-shapes.ts';

/**
 * `nst = mean k(t, t') + mean k(s, s') - 2 mean k(s, t)` over samples and pairs of channels, each channel flattened over the map
 * and L2-normalised, with `k(a, b) = (a . b)^2`: the squared maximum mean discrepancy. Huang, Wang 2017, arXiv:1707.01219.
 *
 * Reads one mapped pair of maps `[B, h, w, c]`; channels may differ, and the larger map is average-pooled to the smaller one's
 * size. Several pairs are added. The first term is a constant, kept so that equal maps give 0. The usual weight is 50.
 * Unmoved when a channel is multiplied by a number or the channels change places. The kernels are matrix products: memory is
 * `B c_s c_t`.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES when it is built for what is not a map.
 */
export const nst = defineFeatureKnowledge({
  id: 'nst',
  summary: 'neuron selectivity transfer: the distribution of channels over a map (Huang 2017)',
  weighs: true,
  aligned: () => false,
  build(build) {
    requireMaps('nst', build);
    return {
      loss(pair) {
        const [student, teacher] = toCommonSize(pair.student, pair.teacher).map(channels) as [Tensor, Tensor];
        const kernelMean = (a: Tensor, b: Tensor): Scalar => mean(weighSamples(square(matMul(a, b, true, false)), pair.weights));
        const constant = kernelMean(detach(teacher), detach(teacher));
        return { nst: sub(add(constant, kernelMean(student, student)), mul(kernelMean(student, teacher), 2)) };
      },
    };
  },
});

/** `[B, h w, c]`: each channel of each sample a vector of length 1 over the map, or 0 where the channel is. */
function channels(map: Tensor4D): Tensor {
  const [batch, height, width, depth] = map.shape;
  return l2Normalise(reshape(map, [batch, height * width, depth]), 1);
}
