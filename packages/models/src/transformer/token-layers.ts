// The few layers that a transformer is made of, over tokens [B, N, D].
import '@retort/tensor';
import { layers } from '@tensorflow/tfjs-layers';
import { connect } from '../family/connect.ts';
import { dropout, sum } from '../family/image-layers.ts';
import type { SymbolicTensor } from '../graph/layer.ts';
import { PositionLayer } from './position-layer.ts';
import { SelfAttentionLayer } from './self-attention-layer.ts';

/** Images `[B, H, W, C]` to one token for each `patch` x `patch` square, row by row, with its position added: `[B, HW / patch^2, width]`. */
export function patches(images: SymbolicTensor, name: string, patch: number, width: number): SymbolicTensor {
  const embedding = layers.conv2d({ name: `${name}-conv`, filters: width, kernelSize: patch, strides: patch, kernelInitializer: 'glorotUniform' });
  const maps = connect(embedding, images);
  const [height, across] = maps.shape.slice(1) as [number, number];
  const tokens = connect(layers.reshape({ name: `${name}-tokens`, targetShape: [height * across, width] }), maps);
  return connect(new PositionLayer({ name }), tokens);
}

/** Layer norm with epsilon 1e-6, as the paper's code has it. */
export function layerNorm(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.layerNormalization({ name, epsilon: 1e-6 }), x);
}

export interface BlockOptions {
  readonly heads: number;
  /** Width of the hidden layer of the MLP. */
  readonly hidden: number;
  readonly drop: number;
}

/** `y = x + attention(norm(x))`, `y + mlp(norm(y))`; the sum that ends it is the layer `name`. */
export function block(x: SymbolicTensor, name: string, { heads, hidden, drop }: BlockOptions): SymbolicTensor {
  const width = x.shape[2] as number;
  const projected = dense(layerNorm(x, `${name}-norm1`), `${name}-qkv`, 3 * width);
  const context = connect(new SelfAttentionLayer({ name: `${name}-attention`, heads }), projected);
  const attended = dropout(dense(context, `${name}-merge`, width), `${name}-dropout1`, drop);
  const middle = sum(x, attended, `${name}-middle`);
  const wide = dense(layerNorm(middle, `${name}-norm2`), `${name}-mlp1`, hidden);
  const active = connect(layers.activation({ name: `${name}-gelu`, activation: 'gelu' }), wide);
  return sum(middle, dropout(dense(active, `${name}-mlp2`, width), `${name}-dropout2`, drop), name);
}

function dense(x: SymbolicTensor, name: string, units: number): SymbolicTensor {
  return connect(layers.dense({ name, units, kernelInitializer: 'glorotUniform' }), x);
}
