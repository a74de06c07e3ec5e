// Residual networks for small images. He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2.
import { defineFamily } from '@retort/kernel';
import { z } from 'zod';
import type { SymbolicTensor } from '../graph/layer.ts';
import { buildClassifier, checkImages } from './build-classifier.ts';
import { channels, conv, norm, pool, relu, sum } from './image-layers.ts';
import { width } from './options.ts';

const options = z.strictObject({
  depth: z.literal([8, 14, 20, 26, 32, 38, 44, 50, 56, 110]).default(20).describe('Layers, 6n + 2'),
  width: width.default(16).describe('Channels of the first stage; doubled in the second and the third'),
});

/**
 * Taps, with W = width: `stem` `[B, H, W, W]`, `stage1`, `stage2`, `stage3` (after the last ReLU of each stage; height and width
 * halve in stages 2 and 3), `stage1-pre`.. (the same points before that ReLU), `features` `[B, 4W]`, `logits`.
 *
 * Where a block changes the shape its shortcut is a 1x1 convolution with batch norm (option B of the paper); elsewhere it is the
 * identity. ResNet-20 for 10 classes of 32x32x3 has 272,474 trainable parameters; the paper's option A, without those
 * convolutions, 269,722.
 */
export const resnet = defineFamily({
  id: 'resnet',
  summary: 'CIFAR-style residual network of depth 6n + 2',
  options,
  create: ({ depth, width: base }) => ({
    build: (build) => {
      checkImages('resnet', build);
      return buildClassifier('resnet', build, (input) => {
        let x = relu(norm(conv(input, 'stem-conv', { filters: base, size: 3 }), 'stem-norm'), 'stem');
        const blocks = (depth - 2) / 6;
        for (let stage = 1; stage <= 3; stage++) {
          for (let index = 1; index <= blocks; index++) {
            const stride = stage > 1 && index === 1 ? 2 : 1;
            x = block(x, { stage: `stage${stage}`, index, filters: base * 2 ** (stage - 1), stride, last: index === blocks });
          }
        }
        return { output: pool(x, 'features'), layers: ['stem', 'stage1', 'stage2', 'stage3', 'features'] };
      });
    },
  }),
});

interface Block {
  readonly stage: string;
  readonly index: number;
  readonly filters: number;
  readonly stride: number;
  readonly last: boolean;
}

/** relu(x' + norm(conv(relu(norm(conv(x)))))) with x' = x, or its projection. */
function block(x: SymbolicTensor, { stage, index, filters, stride, last }: Block): SymbolicTensor {
  const name = `${stage}-block${index}`;
  const first = relu(norm(conv(x, `${name}-conv1`, { filters, size: 3, stride }), `${name}-norm1`), `${name}-relu1`);
  const second = norm(conv(first, `${name}-conv2`, { filters, size: 3 }), `${name}-norm2`);
  const same = stride === 1 && channels(x) === filters;
  const shortcut = same ? x : norm(conv(x, `${name}-shortcut`, { filters, size: 1, stride }), `${name}-shortcut-norm`);
  return relu(sum(second, shortcut, last ? `${stage}-pre` : `${name}-sum`), last ? stage : name);
}
