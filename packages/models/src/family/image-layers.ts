// The few layers that the image families are made of. Convolutions keep the size ("same"), have no bias where a batch norm
// follows, and start He-normal.
import '@retort/tensor';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '../graph/layer.ts';
import { connect } from './connect.ts';

export interface ConvOptions {
  readonly filters: number;
  readonly size: 1 | 3;
  readonly stride?: number;
  readonly bias?: boolean;
}

export function conv(x: SymbolicTensor, name: string, { filters, size, stride = 1, bias = false }: ConvOptions): SymbolicTensor {
  return connect(layers.conv2d({ name, filters, kernelSize: size, strides: stride, padding: 'same', useBias: bias, kernelInitializer: 'heNormal' }), x);
}

/** 3x3, one filter per channel: a fan in of 9, which He's rule needs in place of TensorFlow.js' 9 times the channels. */
export function depthwise(x: SymbolicTensor, name: string, stride: number): SymbolicTensor {
  const depthwiseInitializer = initializers.truncatedNormal({ mean: 0, stddev: Math.sqrt(2 / 9) });
  return connect(layers.depthwiseConv2d({ name, kernelSize: 3, strides: stride, padding: 'same', useBias: false, depthwiseInitializer }), x);
}

/** Momentum 0.9 and epsilon 1e-5, as the papers' code has them: TensorFlow.js' own 0.99 is too slow for short runs. */
export function norm(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }), x);
}

export function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.activation({ name, activation: 'relu' }), x);
}

export function sum(x: SymbolicTensor, y: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.add({ name }), [x, y]);
}

export function dropout(x: SymbolicTensor, name: string, rate: number): SymbolicTensor {
  return rate === 0 ? x : connect(layers.dropout({ name, rate }), x);
}

/** Mean over height and width, `[B, D]`. */
export function pool(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.globalAveragePooling2d({ name }), x);
}

/** Halves height and width, rounding up: a map of 1x1 stays. */
export function halve(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.maxPooling2d({ name, poolSize: 2, strides: 2, padding: 'same' }), x);
}

export function channels(x: SymbolicTensor): number {
  return x.shape[x.shape.length - 1] as number;
}
