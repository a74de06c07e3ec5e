// A stack of dense layers over the flattened input.
import '@retort/tensor';
import { defineFamily } from '@retort/kernel';
import { layers } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import type { SymbolicTensor } from '../graph/layer.ts';
import { buildClassifier } from './build-classifier.ts';
import { connect } from './connect.ts';
import { dropout, norm } from './image-layers.ts';
import { rate, width } from './options.ts';

const options = z.strictObject({
  hidden: z.array(width).max(64).describe('Width of each hidden layer; none for a linear classifier'),
  activation: z.enum(['relu', 'gelu', 'tanh', 'elu', 'selu', 'sigmoid', 'swish']).default('relu').describe('After each hidden layer'),
  batchNorm: z.boolean().default(false).describe('Batch norm between each hidden layer and its activation'),
  dropout: rate.describe('Fraction of each hidden layer dropped in training'),
});

/** Taps `hidden1`..`hiddenN` (after the activation), `features` (the last of them, or the flat input), `logits`. */
export const mlp = defineFamily({
  id: 'mlp',
  summary: 'Dense layers over the flattened input',
  options,
  create: ({ hidden, activation, batchNorm, dropout: drop }) => ({
    build: (build) =>
      buildClassifier('mlp', build, (input) => {
        let x: SymbolicTensor = build.inputShape.length === 1 ? input : connect(layers.flatten({ name: 'flat' }), input);
        let features = build.inputShape.length === 1 ? 'input' : 'flat';
        hidden.forEach((units, index) => {
          const name = `hidden${index + 1}`;
          const kernelInitializer = activation === 'tanh' || activation === 'sigmoid' ? 'glorotUniform' : activation === 'selu' ? 'leCunNormal' : 'heNormal';
          if (batchNorm) {
            const linear = connect(layers.dense({ name: `${name}-dense`, units, useBias: false, kernelInitializer }), x);
            x = connect(layers.activation({ name, activation }), norm(linear, `${name}-norm`));
          } else {
            x = connect(layers.dense({ name, units, activation, kernelInitializer }), x);
          }
          features = name;
          x = dropout(x, `${name}-dropout`, drop);
        });
        // The last hidden layer is `features`.
        return { output: x, taps: { features }, layers: [...hidden.slice(1).map((_, index) => `hidden${index + 1}`), 'features'] };
      }),
  }),
});
