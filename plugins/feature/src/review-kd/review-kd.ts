// Knowledge review: each of the teacher's layers teaches the student's layer of its depth and, through it, the deeper ones.
import { defineFeatureSequenceKnowledge, type KnowledgeBuild, type Scalar, type Shape, type Tensor } from '@retort/kernel';
import { addN, reshape } from '@retort/tensor';
import { z } from 'zod';
import { refuse } from '../map/require-shapes.ts';
import { prefixed } from '../module/prefixed.ts';
import { hierarchicalLoss } from '../review-kd-hcl/hierarchical-loss.ts';
import { type FusionBlock, fusionBlock } from './fusion-block.ts';

const ReviewKdOptions = z.strictObject({
  width: z.int().min(1).default(512).describe("Most channels of what is passed from layer to layer; never more than the deepest student layer's."),
});

/**
 * `review-kd = sum_i hcl(fused_i, F_t,i)`, the hierarchical context loss of `review-kd-hcl` between the teacher's maps and the
 * student's after fusion, from the deepest layer to the first; Chen et al., CVPR 2021, arXiv:2104.09044.
 *
 * Reads all mapped pairs in order, the deepest last: maps `[B, h, w, c]`, or vectors `[B, c]`, which are maps of 1 by 1. Channels and
 * sizes may differ: the fusion makes the student's like the teacher's, so the connector is `none`. Means over batch and elements,
 * sum over pairs. >= 0. Published: the stages and the pooled vector, the teacher's stages before their ReLU, weight 1 to 8
 * multiplied by `min(epoch / 20, 1)`.
 *
 * Variables, under `layer0/`, `layer1/`, ...: `enter/kernel`, `enterNorm/scale`, `enterNorm/offset`, `leave/kernel`,
 * `leaveNorm/scale`, `leaveNorm/offset`, and in all but the deepest `attend/kernel`, `attend/bias`. Batch norm always uses the
 * statistics of the batch: the fusion exists in training alone.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const reviewKd = defineFeatureSequenceKnowledge({
  id: 'review-kd',
  summary: 'knowledge review: fused layers against the teacher at several sizes (Chen 2021)',
  options: ReviewKdOptions,
  weighs: true,
  aligned: () => false,
  build(build, { width }) {
    const blocks = blocksOf(build, width);
    return {
      variables: prefixed(Object.fromEntries(blocks.map(({ variables }, index) => [`layer${index}`, variables]))),
      loss({ student, teacher, weights }) {
        let deeper: Tensor | undefined;
        const losses: Scalar[] = [];
        for (let index = blocks.length - 1; index >= 0; index--) {
          const { compared, passed } = blocks[index]!.apply(asMap(student[index]!), deeper);
          deeper = passed;
          losses.push(hierarchicalLoss(compared, asMap(teacher[index]!), weights));
        }
        return { 'review-kd': addN(losses) };
      },
    };
  },
});

function blocksOf({ student, teacher, random }: KnowledgeBuild, most: number): readonly FusionBlock[] {
  const [own, other] = [student.map(mapShape), teacher.map(mapShape)];
  own.forEach((shape, index) => {
    if (shape.length === 3 && other[index]!.length === 3) return;
    throw refuse('review-kd', index, 'maps [h, w, c] or vectors [c]', student[index]!, teacher[index]!, 'Map other layers.');
  });
  const width = Math.min(most, own.at(-1)![2]!);
  return own.map((shape, index) =>
    fusionBlock({ random: random.child(`layer${index}`), student: shape, teacher: other[index]!, width, fuses: index < own.length - 1 }),
  );
}

function mapShape(shape: Shape): Shape {
  return shape.length === 1 ? [1, 1, shape[0]!] : shape;
}

function asMap(x: Tensor): Tensor {
  return x.shape.length === 2 ? reshape(x, [x.shape[0]!, 1, 1, x.shape[1]!]) : x;
}
