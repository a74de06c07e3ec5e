// A small vision transformer. Dosovitskiy et al., "An image is worth 16x16 words", ICLR 2021.
import '@retort/tensor';
import { defineFamily, type ModelBuild, retortError } from '@retort/kernel';
import { layers as tfLayers } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { block, layerNorm, patches } from '../transformer/token-layers.ts';
import { buildClassifier, checkImages } from './build-classifier.ts';
import { connect } from './connect.ts';
import { dropout } from './image-layers.ts';
import { rate, width } from './options.ts';

const options = z
  .strictObject({
    width: width.default(96).describe('Channels of a token'),
    depth: z.int().min(1).max(64).default(3).describe('Blocks'),
    heads: z.int().min(1).max(256).default(3).describe('Heads of the attention; they divide the width'),
    patch: z.int().min(1).max(256).default(4).describe('Height and width of the square that is one token; it divides those of the images'),
    mlpRatio: z.number().positive().max(64).default(4).describe('Width of the hidden layer of a block, in times of the width'),
    dropout: rate.describe('Fraction dropped of the tokens that go in, and of what each half of a block adds, in training'),
  })
  .refine((given) => given.width % given.heads === 0, { path: ['heads'], error: 'must divide the width' });

/**
 * Pre-norm blocks: `y = x + attention(norm(x))`, `y + mlp(norm(y))`, the MLP with GELU in its exact form; a last layer norm, the mean
 * over the tokens, and the dense layer. The mean stands in the place of the paper's class token (its appendix D.3 finds the same
 * accuracy), so there are as many tokens as patches, `N = HW / patch^2`.
 *
 * Taps, tokens `[B, N, D]` each: `stem` (patches with their positions), `block1`..`block<depth>` (the sum that ends each), `norm`;
 * `features` `[B, D]`, `logits`. With `w` = width, `h` = round(mlpRatio w) it has, for C channels and K classes,
 * `(patch^2 C + 1 + N) w + depth (4 w^2 + 2 w h + 9 w + h) + 2 w + (w + 1) K` parameters.
 */
export const transformer = defineFamily({
  id: 'transformer',
  summary: 'Vision transformer with the mean over its tokens',
  options,
  create: ({ width: channels, depth, heads, patch, mlpRatio, dropout: drop }) => ({
    build: (build) => {
      checkImages('transformer', build);
      checkPatches(build, patch);
      return buildClassifier('transformer', build, (input) => {
        let x = dropout(patches(input, 'stem', patch, channels), 'stem-dropout', drop);
        const names = Array.from({ length: depth }, (_, index) => `block${index + 1}`);
        for (const name of names) x = block(x, name, { heads, hidden: Math.max(1, Math.round(mlpRatio * channels)), drop });
        const output = connect(tfLayers.globalAveragePooling1d({ name: 'features' }), layerNorm(x, 'norm'));
        return { output, layers: ['stem', ...names, 'features'] };
      });
    },
  }),
});

function checkPatches({ inputShape }: ModelBuild, patch: number): void {
  const [height, width] = inputShape as [number, number];
  if (height % patch === 0 && width % patch === 0) return;
  const expected = `images whose height and width are multiples of the patch, ${patch}`;
  throw retortError('KD_E_FAMILY_INPUT', { what: 'family transformer', expected, received: `[${inputShape.join(', ')}]` });
}
