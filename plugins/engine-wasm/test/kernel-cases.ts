// One entry for every repaired kernel: random computations that reach it, forward or as a gradient, to be compared with the
// cpu engine. Part of the tests, not of the package.
import * as tf from '@tensorflow/tfjs-core';
import type fc from 'fast-check';
import { conv2d, conv2dTranspose, conv3d, convolution, depthwise, depthwiseConvolution, dilatedDepthwise } from './cases/convolution-cases.ts';
import type { Drawn } from './cases/drawn.ts';
import { batchNorm, cast, gather, identity, pool, pooled, reduction, segments, tile } from './cases/other-cases.ts';
import { broadcastProduct, fused, largeProduct, product, twoShapes } from './cases/product-cases.ts';

export interface KernelCase {
  readonly kernel: string;
  readonly what: string;
  readonly draw: fc.Arbitrary<Drawn>;
}

export const kernelCases: readonly KernelCase[] = [
  { kernel: 'Conv2D', what: 'any stride and padding', draw: convolution(false) },
  { kernel: 'FusedConv2D', what: 'with a dilation', draw: convolution(true) },
  { kernel: 'DepthwiseConv2dNative', what: 'any stride and padding', draw: depthwiseConvolution(false) },
  { kernel: 'FusedDepthwiseConv2D', what: 'with a dilation', draw: depthwiseConvolution(true) },
  { kernel: 'Conv3DBackpropFilterV2', what: 'both gradients of conv3d', draw: conv3d },
  { kernel: 'Conv2DBackpropFilter', what: 'both gradients of conv2d', draw: conv2d },
  { kernel: 'Conv2DBackpropInput', what: 'conv2dTranspose and its gradients', draw: conv2dTranspose },
  { kernel: 'DepthwiseConv2dNativeBackpropFilter', what: 'both gradients of depthwiseConv2d', draw: depthwise },
  { kernel: 'DepthwiseConv2dNativeBackpropFilter', what: 'with a dilation', draw: dilatedDepthwise('Filter') },
  { kernel: 'DepthwiseConv2dNativeBackpropInput', what: 'both gradients of depthwiseConv2d', draw: depthwise },
  { kernel: 'DepthwiseConv2dNativeBackpropInput', what: 'with a dilation', draw: dilatedDepthwise('Input') },
  { kernel: 'UnsortedSegmentSum', what: 'gradient of gather', draw: gather },
  { kernel: 'UnsortedSegmentSum', what: 'with ids out of range', draw: segments },
  { kernel: 'MaxPool', what: 'and its gradient', draw: pooled(tf.maxPool) },
  { kernel: 'AvgPool', what: 'and its gradient', draw: pooled(tf.avgPool) },
  { kernel: 'MaxPoolGrad', what: 'gradient of maxPool', draw: pooled(tf.maxPool) },
  { kernel: 'MaxPoolGrad', what: 'tf.pool with a dilation, max and avg', draw: pool },
  { kernel: 'Conv3DBackpropInputV2', what: 'both gradients of conv3d', draw: conv3d },
  { kernel: 'Cast', what: 'between all types', draw: cast },
  { kernel: 'BatchMatMul', what: 'with transposes and equal batches, and gradients', draw: product },
  { kernel: 'BatchMatMul', what: 'large enough for XNNPACK', draw: largeProduct },
  { kernel: 'BatchMatMul', what: 'with batches that broadcast', draw: broadcastProduct },
  { kernel: 'BatchMatMul', what: 'one right-hand side under two shapes', draw: twoShapes },
  { kernel: '_FusedMatMul', what: 'with every activation and kind of bias', draw: fused },
  { kernel: 'Conv2DBackpropInput', what: 'both gradients of conv2d', draw: conv2d },
  { kernel: 'Tile', what: 'any repetitions of any type', draw: tile },
  { kernel: 'Sum', what: 'over any axes', draw: reduction(tf.sum) },
  { kernel: 'Mean', what: 'over any axes', draw: reduction(tf.mean) },
  { kernel: 'FusedBatchNorm', what: 'and its gradients', draw: batchNorm },
  { kernel: 'Identity', what: 'a clone that outlives its source', draw: identity },
];
