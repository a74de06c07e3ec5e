// A small network of depthwise separable convolutions. Howard et al., "MobileNets", 2017.
import { defineFamily } from '@retort/kernel';
import { z } from 'zod';
import { buildClassifier, checkImages } from './build-classifier.ts';
import { conv, depthwise as depthwiseConv, dropout, norm, pool, relu } from './image-layers.ts';
import { rate, width } from './options.ts';

const options = z.strictObject({
  widths: z.array(width).min(1).max(8).default([16, 32, 64]).describe('Channels of each stage; the first convolution has those of the first'),
  blocks: z.int().min(1).max(8).default(1).describe('Separable blocks in each stage'),
  dropout: rate.describe('Fraction of the features dropped in training'),
});

/**
 * A block is 3x3 depthwise, batch norm, ReLU, 1x1 convolution, batch norm, ReLU; the first block of each stage after the first
 * halves height and width. Taps `stem`, `stage1`..`stageN` (after the last ReLU of each stage), `features`, `logits`.
 */
export const depthwise = defineFamily({
  id: 'depthwise',
  summary: 'Depthwise separable convolutions, after MobileNet',
  options,
  create: ({ widths, blocks, dropout: drop }) => ({
    build: (build) => {
      checkImages('depthwise', build);
      return buildClassifier('depthwise', build, (input) => {
        let x = relu(norm(conv(input, 'stem-conv', { filters: widths[0] as number, size: 3 }), 'stem-norm'), 'stem');
        widths.forEach((filters, stage) => {
          for (let index = 1; index <= blocks; index++) {
            const name = `stage${stage + 1}-block${index}`;
            x = depthwiseConv(x, `${name}-depthwise`, stage > 0 && index === 1 ? 2 : 1);
            x = relu(norm(x, `${name}-norm1`), `${name}-relu1`);
            x = norm(conv(x, `${name}-pointwise`, { filters, size: 1 }), `${name}-norm2`);
            x = relu(x, index === blocks ? `stage${stage + 1}` : name);
          }
        });
        const layers = ['stem', ...widths.map((_, stage) => `stage${stage + 1}`), 'features'];
        return { output: dropout(pool(x, 'features'), 'features-dropout', drop), layers };
      });
    },
  }),
});
