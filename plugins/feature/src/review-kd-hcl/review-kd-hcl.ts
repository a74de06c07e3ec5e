// Knowledge review's hierarchical context loss alone, on maps that already lie in the teacher's space. Not the fusion.
import { defineFeatureSequenceKnowledge } from '@retort/kernel';
import { addN } from '@retort/tensor';
import { requireEqualShapes } from '../map/require-shapes.ts';
import { hierarchicalLoss } from './hierarchical-loss.ts';

/**
 * `review-kd-hcl = sum over pairs of (MSE + 1/2 MSE_4 + 1/4 MSE_2 + 1/8 MSE_1) / (1 + 1/2 + 1/4 + 1/8)`, where `MSE_l` compares
 * the maps after adaptive average pooling to `l` by `l`, only levels below the map's height are used, and the weights are given
 * in order of use. Chen et al., CVPR 2021, arXiv:2104.09044.
 *
 * Reads all mapped pairs, each of equal shapes `[B, h, w, c]` or `[B, c]` (a map of 1 by 1). Means over batch and elements.
 * >= 0, and 0 where the activations are equal. The usual weight is 1 to 5, after a warm-up.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const reviewKdHcl = defineFeatureSequenceKnowledge({
  id: 'review-kd-hcl',
  summary: 'hierarchical context loss: maps compared at several sizes (Chen 2021)',
  weighs: true,
  build(build) {
    requireEqualShapes('review-kd-hcl', build);
    return {
      loss: ({ student, teacher, weights }) => ({ 'review-kd-hcl': addN(student.map((map, index) => hierarchicalLoss(map, teacher[index]!, weights))) }),
    };
  },
});
