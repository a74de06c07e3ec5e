// One computation for every kernel that is wrong as shipped, in which it is. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import { hostTensor } from './arbitraries.ts';
import { type Compute, type HostTensor, kernel } from './parity.ts';

export interface WrongKernel {
  readonly kernel: string;
  readonly what: string;
  readonly inputs: readonly HostTensor[];
  readonly compute: Compute;
  /** Whether the repair refuses it instead of computing it. */
  readonly repairedRefuses?: boolean;
}

type T4 = tf.Tensor4D;
const mixed = (shape: readonly number[], stream = 0) => hostTensor(shape, { seed: 3, kind: 'mixed' }, stream);
const same = { strides: [1, 2], dilations: [1, 1], pad: 'same', dataFormat: 'NHWC' };
const wide = [mixed([1, 3, 4, 1]), mixed([2, 1, 1, 1], 1), mixed([1], 2)];

export const wrongAsShipped: readonly WrongKernel[] = [
  {
    kernel: 'MaxPoolGrad',
    what: 'a window of negative numbers',
    inputs: [
      { shape: [1, 4, 4, 1], values: Array.from({ length: 16 }, (_, i) => -1 - i) },
      { shape: [1, 2, 2, 1], values: [1, 2, 3, 4] },
    ],
    compute: ([x, dy]) => [tf.grad((t) => tf.maxPool(t as T4, 2, 2, 'valid'))(x!, dy)],
  },
  {
    kernel: 'Conv3DBackpropInputV2',
    what: 'a stride of 2',
    inputs: [mixed([1, 4, 4, 4, 2]), mixed([2, 2, 2, 2, 3], 1), mixed([1, 2, 2, 2, 3], 2)],
    compute: ([x, filter, dy]) => [tf.grad((t) => tf.conv3d(t as tf.Tensor5D, filter as tf.Tensor5D, 2, 'same'))(x!, dy)],
  },
  {
    kernel: 'Conv3DBackpropFilterV2',
    what: 'a stride of 2',
    inputs: [mixed([1, 4, 4, 4, 2]), mixed([2, 2, 2, 2, 3], 1), mixed([1, 2, 2, 2, 3], 2)],
    compute: ([x, filter, dy]) => [tf.grad((t) => tf.conv3d(x as tf.Tensor5D, t as tf.Tensor5D, 2, 'same'))(filter!, dy)],
  },
  {
    kernel: 'Cast',
    what: '0.5 and 256 to bool',
    inputs: [{ shape: [4], values: [0.5, 256, -1, 0] }],
    compute: ([x]) => [tf.cast(x!, 'bool')],
  },
  { kernel: 'Conv2D', what: 'a stride larger than the filter', inputs: wide, compute: ([x, filter]) => [kernel('Conv2D', { x: x!, filter: filter! }, same)] },
  {
    kernel: 'FusedConv2D',
    what: 'a stride larger than the filter',
    inputs: wide,
    compute: ([x, filter, bias]) => [kernel('FusedConv2D', { x: x!, filter: filter!, bias: bias! }, { ...same, activation: 'linear' })],
  },
  {
    kernel: 'DepthwiseConv2dNative',
    what: 'a stride larger than the filter',
    inputs: wide,
    compute: ([x, filter]) => [kernel('DepthwiseConv2dNative', { x: x!, filter: filter! }, same)],
  },
  {
    kernel: 'FusedDepthwiseConv2D',
    what: 'a stride larger than the filter',
    inputs: wide,
    compute: ([x, filter, bias]) => [kernel('FusedDepthwiseConv2D', { x: x!, filter: filter!, bias: bias! }, { ...same, activation: 'linear' })],
  },
  {
    kernel: 'MaxPool',
    what: 'a numeric padding and two strides',
    inputs: [mixed([1, 6, 6, 1])],
    compute: ([x]) => [tf.maxPool(x as T4, 2, [1, 2], 1)],
    repairedRefuses: true,
  },
  {
    kernel: 'AvgPool',
    what: 'a numeric padding and two strides',
    inputs: [mixed([1, 6, 6, 1])],
    compute: ([x]) => [tf.avgPool(x as T4, 2, [1, 2], 1)],
    repairedRefuses: true,
  },
];
