// A plain convolutional network: stages of 3x3 convolutions, each stage at half the size of the one before.
import '@retort/tensor';
import { defineFamily } from '@retort/kernel';
import { layers } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import type { SymbolicTensor } from '../graph/layer.ts';
import { buildClassifier, checkImages } from './build-classifier.ts';
import { connect } from './connect.ts';
import { conv, dropout, halve, norm, pool, relu } from './image-layers.ts';
import { rate, width } from './options.ts';

const options = z.strictObject({
  widths: z.array(width).min(1).max(8).default([16, 32]).describe('Channels of each stage'),
  convs: z.int().min(1).max(4).default(1).describe('Convolutions in each stage'),
  batchNorm: z.boolean().default(true).describe('Batch norm after each convolution'),
  dense: width.optional().describe('Width of a dense layer between pooling and logits; none when absent'),
  dropout: rate.describe('Fraction of the features dropped in training'),
});

/**
 * Taps `stage1`..`stageN` (maps `[B, H, W, D]` after the ReLU, before the next stage's pooling), `features` (`[B, F]`: the pooled
 * last map, or the dense layer over it, whose input is then `pooled`), `logits`.
 */
export const convnet = defineFamily({
  id: 'convnet',
  summary: 'Stages of 3x3 convolutions with pooling between them',
  options,
  create: ({ widths, convs, batchNorm, dense, dropout: drop }) => ({
    build: (build) => {
      checkImages('convnet', build);
      return buildClassifier('convnet', build, (input) => {
        let x: SymbolicTensor = input;
        widths.forEach((filters, stage) => {
          const name = `stage${stage + 1}`;
          if (stage > 0) x = halve(x, `${name}-pool`);
          for (let index = 1; index <= convs; index++) {
            x = conv(x, `${name}-conv${index}`, { filters, size: 3, bias: !batchNorm });
            if (batchNorm) x = norm(x, `${name}-norm${index}`);
            x = relu(x, index === convs ? name : `${name}-relu${index}`);
          }
        });
        x = pool(x, dense === undefined ? 'features' : 'pooled');
        if (dense !== undefined) x = connect(layers.dense({ name: 'features', units: dense, activation: 'relu', kernelInitializer: 'heNormal' }), x);
        return { output: dropout(x, 'features-dropout', drop), layers: [...widths.map((_, stage) => `stage${stage + 1}`), 'features'] };
      });
    },
  }),
});
