// Operations that training uses, forward and gradient, whose kernels are used as shipped: what is not repaired is checked too.
// Part of the tests, not of the package.
import type { Tensor1D } from '@retort/kernel';
import { gelu, normaliseLayer, selfAttention } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-core';

export interface OperationCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const one = [[2, 5, 4, 3]];
const two = [
  [2, 5, 4, 3],
  [2, 5, 4, 3],
];
const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.5);

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  elu: tf.elu,
  exp: tf.exp,
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1)),
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  log: (x) => tf.log(positive(x)),
  log1p: (x) => tf.log1p(positive(x)),
  logSigmoid: tf.logSigmoid,
  neg: tf.neg,
  pow: (x) => tf.pow(positive(x), 1.7),
  reciprocal: (x) => tf.reciprocal(positive(x)),
  relu: tf.relu,
  relu6: (x) => tf.relu6(tf.mul(x, 8)),
  rsqrt: (x) => tf.rsqrt(positive(x)),
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  cos: tf.cos,
  softplus: tf.softplus,
  sqrt: (x) => tf.sqrt(positive(x)),
  square: tf.square,
  tanh: tf.tanh,
  clip: (x) => tf.clipByValue(x, -0.4, 0.3),
};

const reduced: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  sum: (x) => tf.sum(x, [0, 2]),
  mean: (x) => tf.mean(x, [1, 2]),
  max: (x) => tf.max(x, 3),
  min: (x) => tf.min(x, [1, 2]),
  moments: (x) => tf.add(tf.moments(x, [0, 1, 2]).variance, tf.moments(x, [0, 1, 2]).mean),
  norm: (x) => tf.norm(x, 'euclidean', 3),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  logSumExp: (x) => tf.logSumExp(x, -1),
  cumsum: (x) => tf.cumsum(x, 3),
};

const shaped: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  reshape: (x) => tf.reshape(x, [10, 12]),
  transpose: (x) => tf.transpose(x, [3, 0, 2, 1]),
  slice: (x) => tf.slice(x, [0, 1, 1, 0], [2, 3, 2, 2]),
  pad: (x) =>
    tf.pad(x, [
      [0, 1],
      [2, 0],
      [1, 1],
      [0, 0],
    ]),
  mirrorPad: (x) =>
    tf.slice(
      tf.mirrorPad(
        tf.slice(x, [0, 0, 0, 0], [2, 5, 4, 3]),
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        'reflect',
      ),
      [0, 0, 0, 0],
      [2, 5, 4, 3],
    ),
  reverse: (x) => tf.reverse(x, [1, 2]),
  tile: (x) => tf.tile(x, [1, 2, 1, 3]),
  split: (x) => tf.add(...(tf.split(x, 2, 0) as [tf.Tensor, tf.Tensor])),
  unstack: (x) => tf.stack(tf.unstack(x, 1), 2),
  expandDims: (x) => tf.squeeze(tf.expandDims(x, 2)),
  depthToSpace: (x) =>
    tf.spaceToBatchND(
      tf.slice(x, [0, 0, 0, 0], [2, 4, 4, 3]),
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  batchToSpace: (x) =>
    tf.batchToSpaceND(
      x,
      [2, 1],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  cast: (x) => tf.mul(x, tf.cast(tf.greater(tf.tensor(new Array(120).fill(1), [2, 5, 4, 3]), 0), 'float32')),
};

const pairs: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: (a, b) => tf.div(a, positive(b)),
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  pow: (a, b) => tf.pow(positive(a), b),
  atan2: (a, b) => tf.atan2(a, positive(b)),
  addN: (a, b) => tf.addN([a, b, a]),
  concat: (a, b) => tf.concat([a, b], 2),
  prelu: (a, b) => tf.prelu(a, b),
};

/** Those of the tensor door that transformers are made of. */
const transformers: readonly OperationCase[] = [
  { name: 'gelu of the tensor door', shapes: one, f: gelu },
  { name: 'layer norm', shapes: [[4, 7, 6], [6], [6]], f: (x, scale, offset) => normaliseLayer(x!, scale as Tensor1D, offset as Tensor1D, 1e-3) },
  { name: 'self-attention', shapes: [[3, 7, 24]], f: (x) => selfAttention(x!, 2) },
];

export const operationCases: readonly OperationCase[] = [
  ...transformers,
  ...[unary, reduced, shaped].flatMap((group) => Object.entries(group).map(([name, f]) => ({ name, shapes: one, f }))),
  ...Object.entries(pairs).map(([name, f]) => ({ name: `${name} of two`, shapes: two, f })),
  ...['add', 'sub', 'mul', 'div'].map((name) => ({
    name: `${name}, broadcast`,
    shapes: [
      [2, 5, 4, 3],
      [4, 1],
    ],
    f: pairs[name]!,
  })),
  {
    name: 'separableConv2d',
    shapes: [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
      [1, 1, 6, 4],
    ],
    f: (x, d, p) => tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, [1, 1], 'same'),
  },
  {
    name: 'conv1d',
    shapes: [
      [2, 9, 3],
      [3, 3, 4],
    ],
    f: (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 2, 'same'),
  },
  {
    name: 'conv2d of 1x1, stride 2',
    shapes: [
      [2, 8, 8, 3],
      [1, 1, 3, 4],
    ],
    f: (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'),
  },
  {
    name: 'where',
    shapes: two,
    f: (a, b) => tf.where(tf.greater(tf.reshape(tf.range(0, 120), [2, 5, 4, 3]), 50), a, b),
  },
  {
    name: 'softmaxCrossEntropy',
    shapes: [
      [6, 5],
      [6, 5],
    ],
    f: (z, t) => tf.losses.softmaxCrossEntropy(tf.softmax(t), z),
  },
  {
    name: 'batched attention',
    shapes: [
      [2, 3, 5, 4],
      [2, 3, 5, 4],
      [2, 3, 5, 4],
    ],
    f: (q, k, v) => tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v),
  },
  // The cpu engine's gradients of resizing are right only for square maps (bilinear) and one sample (nearest).
  { name: 'resizeBilinear', shapes: [[2, 5, 5, 3]], f: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 3]) },
  { name: 'resizeBilinear, aligned', shapes: [[2, 5, 5, 3]], f: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [3, 9], true) },
  { name: 'resizeNearestNeighbor', shapes: [[1, 5, 4, 3]], f: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 9]) },
  { name: 'avgPool3d', shapes: [[2, 4, 4, 4, 2]], f: (x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'valid') },
  { name: 'localResponseNormalization', shapes: one, f: (x) => tf.localResponseNormalization(x as tf.Tensor4D) },
];
