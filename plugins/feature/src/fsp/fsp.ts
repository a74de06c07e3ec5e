// The flow of the solution procedure: how the teacher turns one layer's features into the next layer's.
import { defineFeatureSequenceKnowledge, retortError, type Scalar, type Tensor } from '@retort/kernel';
import { addN, div, matMul, mean, reshape, squaredDifference, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { toCommonSize } from '../map/common-size.ts';
import { requireEqualChannels } from '../map/require-shapes.ts';
import { initialisation, initialisationEpochs } from '../prelude/initialisation.ts';

const FspOptions = z.strictObject({ prelude: initialisationEpochs });

/**
 * `fsp = sum_i mean (G_s,i - G_t,i)^2` over consecutive pairs, with `G_i = (1 / hw) sum_xy F_i F_{i+1}^T`, `[B, c_i, c_{i+1}]`;
 * Yim et al., CVPR 2017.
 *
 * Reads all mapped pairs in order, two at least. Both sides need equally many channels in each pair; heights and widths may
 * differ between the sides and from layer to layer: of two consecutive maps the larger is average-pooled to the smaller one's
 * size. Mean over batch and entries, sum over consecutive pairs. >= 0, and 0 where the flows are equal.
 * The usual weight is 50. Published with 30 epochs of `prelude`: alone, before the task is learnt, and not beside it.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const fsp = defineFeatureSequenceKnowledge({
  id: 'fsp',
  summary: 'flow between consecutive layers, as Gram matrices (Yim 2017)',
  options: FspOptions,
  weighs: true,
  prelude: initialisation,
  build(build) {
    requireEqualChannels('fsp', build);
    const { length } = build.student;
    if (length < 2)
      throw retortError('KD_E_KNOWLEDGE_SHAPES', {
        what: 'the pairs of "fsp"',
        expected: 'two pairs at least: it reads the flow from one layer to the next',
        received: String(length),
        action: 'Map more layers.',
      });
    return {
      loss({ student, teacher, weights }) {
        const losses = student.slice(1).map((next, index) => {
          const own = flow(student[index]!, next);
          return mean<Scalar>(weighSamples(squaredDifference(own, flow(teacher[index]!, teacher[index + 1]!)), weights));
        });
        return { fsp: addN(losses) };
      },
    };
  },
});

/** `[B, c, c']`: the mean over the map of the outer product of both layers' features. */
function flow(first: Tensor, second: Tensor): Tensor {
  const [from, to] = toCommonSize(first, second).map((map) => reshape(map, [map.shape[0], -1, map.shape[3]])) as [Tensor, Tensor];
  return div(matMul(from, to, true, false), from.shape[1]!);
}
