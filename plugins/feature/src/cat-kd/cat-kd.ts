// Class attention transfer: the student's class activation maps are like the teacher's.
import { defineFeatureKnowledge, type KnowledgeBuild, type Scalar, type Tensor, type Tensor4D } from '@retort/kernel';
import { abs, adaptiveAveragePool, cast, detach, greater, l2Normalise, mean, squaredDifference, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { refuse, requireMaps } from '../map/require-shapes.ts';

const CatKdOptions = z.strictObject({
  size: z.int().min(1).default(2).describe('Both maps are average-pooled to this height and width.'),
  normalise: z.boolean().default(false).describe('Whether each class map is divided by its L2 norm, after pooling.'),
  binarise: z.boolean().default(false).describe("Whether the teacher's maps are 1 above their mean magnitude and 0 elsewhere, before pooling."),
});

/**
 * `cat-kd = mean over B, r, r, C of (N(pool_r(A_s)) - N(pool_r(A_t)))^2`, with `A` the class activation maps, `pool_r` adaptive average
 * pooling to `r` by `r`, and `N` the L2 norm over places, or nothing; Guo et al., CVPR 2023.
 *
 * Reads one mapped pair of maps `[B, h, w, C]`, one channel per class: both networks must end in a 1x1 convolution to the classes
 * followed by pooling. Heights and widths may differ. >= 0. The published weights are 0.7 to 600, chosen for each pair of networks.
 * The variant that transfers some classes only is not offered.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const catKd = defineFeatureKnowledge({
  id: 'cat-kd',
  summary: 'class attention transfer: class activation maps, pooled (Guo 2023)',
  options: CatKdOptions,
  weighs: true,
  aligned: () => false,
  build(build, { size, normalise, binarise }) {
    requireClassMaps(build);
    const prepare = (map: Tensor): Tensor => {
      const pooled = adaptiveAveragePool(map as Tensor4D, [size, size]);
      return normalise ? l2Normalise(pooled, [1, 2]) : pooled;
    };
    return {
      loss({ student, teacher, weights }) {
        const target = prepare(binarise ? aboveMean(detach(teacher)) : teacher);
        return { 'cat-kd': mean<Scalar>(weighSamples(squaredDifference(prepare(student), target), weights)) };
      },
    };
  },
});

function aboveMean(map: Tensor): Tensor {
  return cast(greater(map, mean(abs(map), [1, 2], true)), 'float32');
}

function requireClassMaps(build: KnowledgeBuild): void {
  requireMaps('cat-kd', build);
  build.student.forEach((student, index) => {
    const teacher = build.teacher[index]!;
    if (student[2] === build.classes && teacher[2] === build.classes) return;
    const expected = `class activation maps of ${build.classes} channels, one per class`;
    throw refuse('cat-kd', index, expected, student, teacher, 'Map the last maps of networks that end in a 1x1 convolution to the classes.');
  });
}
