// Wide residual networks. Zagoruyko and Komodakis, "Wide residual networks", BMVC 2016: pre-activation blocks, few and wide.
import { defineFamily } from '@retort/kernel';
import { z } from 'zod';
import type { SymbolicTensor } from '../graph/layer.ts';
import { buildClassifier, checkImages } from './build-classifier.ts';
import { channels, conv, dropout, norm, pool, relu, sum } from './image-layers.ts';
import { rate } from './options.ts';

const options = z.strictObject({
  depth: z.literal([10, 16, 22, 28, 34, 40]).default(16).describe('Layers, 6n + 4'),
  widen: z.int().min(1).max(16).default(2).describe('Channels are 16, 32 and 64 times this'),
  dropout: rate.describe('Fraction dropped between the two convolutions of a block in training'),
});

/**
 * Taps, with k = widen: `stem` `[B, H, W, 16]`, `stage1`, `stage2`, `stage3` (the sum that ends each stage, which no ReLU follows
 * in these networks), `stage1-pre`.. (that sum after the batch norm that follows it, before its ReLU), `features` `[B, 64k]`,
 * `logits`. WRN-16-2 for 10 classes of 32x32x3 has 691,674 trainable parameters.
 */
export const wideResnet = defineFamily({
  id: 'wide-resnet',
  summary: 'Wide residual network of depth 6n + 4',
  options,
  create: ({ depth, widen, dropout: drop }) => ({
    build: (build) => {
      checkImages('wide-resnet', build);
      return buildClassifier('wide-resnet', build, (input) => {
        let x = conv(input, 'stem', { filters: 16, size: 3 });
        let before = 'stem-pre';
        const blocks = (depth - 4) / 6;
        for (let stage = 1; stage <= 3; stage++) {
          for (let index = 1; index <= blocks; index++) {
            const last = index === blocks;
            const name = `stage${stage}-block${index}`;
            const filters = 16 * widen * 2 ** (stage - 1);
            x = block(x, { name, before, filters, stride: stage > 1 && index === 1 ? 2 : 1, drop, result: last ? `stage${stage}` : name });
            before = last ? `stage${stage}-pre` : `${name}-norm`;
          }
        }
        return { output: pool(relu(norm(x, before), 'stage3-relu'), 'features'), layers: ['stem', 'stage1', 'stage2', 'stage3', 'features'] };
      });
    },
  }),
});

interface Block {
  readonly name: string;
  /** Name of the batch norm over what the block before gave. */
  readonly before: string;
  readonly filters: number;
  readonly stride: number;
  readonly drop: number;
  /** Name of the sum. */
  readonly result: string;
}

/** x' + conv(drop(relu(norm(conv(a))))), a = relu(norm(x)); x' = x, or a 1x1 convolution of a where the shape changes. */
function block(x: SymbolicTensor, { name, before, filters, stride, drop, result }: Block): SymbolicTensor {
  const active = relu(norm(x, before), `${name}-relu1`);
  const first = relu(norm(conv(active, `${name}-conv1`, { filters, size: 3, stride }), `${name}-norm2`), `${name}-relu2`);
  const second = conv(dropout(first, `${name}-dropout`, drop), `${name}-conv2`, { filters, size: 3 });
  const same = stride === 1 && channels(x) === filters;
  return sum(second, same ? x : conv(active, `${name}-shortcut`, { filters, size: 1, stride }), result);
}
