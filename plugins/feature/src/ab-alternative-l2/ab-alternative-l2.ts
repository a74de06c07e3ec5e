// Activation boundaries: which neurons of the teacher fire, not how strongly. Reads activations before their ReLU.
import { defineFeatureKnowledge, type Scalar } from '@retort/kernel';
import { cast, detach, div, greater, mul, relu, square, sub, sum, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { requireEqualShapes } from '../map/require-shapes.ts';
import { initialisation, initialisationEpochs } from '../prelude/initialisation.ts';

const AbOptions = z.strictObject({
  margin: z.number().nonnegative().default(1).describe('How far beyond the boundary the student must be.'),
  layers: z
    .enum(['equal', 'halving'])
    .default('equal')
    .describe("'halving': the last pair counts once, each one before it half as much as the next, as published."),
  prelude: initialisationEpochs,
});

/**
 * `ab-alternative-l2 = (1/B) sum over elements of max(0, m - sign(t) s)^2`, with `sign(t)` 1 where `t > 0`, else -1: the student must
 * pass the teacher's boundary by the margin, and beyond it nothing is asked. Heo et al., AAAI 2019, arXiv:1811.03233.
 *
 * Reads one mapped pair of equal shapes `[B, ...]`, both before their ReLU, the student's usually through a convolution with
 * batch norm. Sum over elements, mean over the batch. Several pairs are added; under `layers: 'halving'` pair `i` of `n` is
 * multiplied by `2^(i - n + 1)`. >= 0, and 0 where the student is beyond the margin everywhere.
 * Published: weight 0.003, `layers: 'halving'`, 30 epochs of `prelude`: alone, before the task is learnt, and not beside it.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const abAlternativeL2 = defineFeatureKnowledge({
  id: 'ab-alternative-l2',
  summary: 'activation boundaries: which neurons fire, with a margin (Heo 2019)',
  options: AbOptions,
  weighs: true,
  prelude: initialisation,
  build(build, { margin, layers }) {
    requireEqualShapes('ab-alternative-l2', build);
    return {
      loss({ student, teacher, index, count, weights }) {
        const direction = sub(mul(cast(greater(detach(teacher), 0), 'float32'), 2), 1);
        const missing = relu(sub(margin, mul(direction, student)));
        const loss: Scalar = div(sum<Scalar>(weighSamples(square(missing), weights)), student.shape[0]!);
        return { 'ab-alternative-l2': layers === 'equal' ? loss : mul(loss, 2 ** (index - count + 1)) };
      },
    };
  },
});
