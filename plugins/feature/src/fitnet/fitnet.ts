// Hints: the student's activation, brought into the teacher's space by a connector, is regressed on the teacher's.
import { defineFeatureKnowledge } from '@retort/kernel';
import { mean, squaredDifference, weighSamples } from '@retort/tensor';
import { requireEqualShapes } from '../map/require-shapes.ts';

/**
 * `fitnet = mean over all elements of (s - t)^2`; Romero et al., ICLR 2015, arXiv:1412.6550.
 *
 * Reads one mapped pair `[B, ...]` of equal shapes, the student's already through its connector. Mean over batch and
 * elements; several pairs are added. >= 0, and 0 where the activations are equal. The usual weight is 100.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES when it is built for unequal shapes.
 */
export const fitnet = defineFeatureKnowledge({
  id: 'fitnet',
  summary: 'hints: mean squared error between activations (Romero 2015)',
  weighs: true,
  build(build) {
    requireEqualShapes('fitnet', build);
    return { loss: (pair) => ({ fitnet: mean(weighSamples(squaredDifference(pair.student, pair.teacher), pair.weights)) }) };
  },
});
