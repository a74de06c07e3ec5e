// Every repair, in the order of the table in docs/kernels.md.
import type { Repair } from './kernel/repair.ts';
import { avgPool } from './kernels/avg-pool.ts';
import { batchMatMul } from './kernels/batch-mat-mul.ts';
import { cast } from './kernels/cast.ts';
import { conv2d } from './kernels/conv2d.ts';
import { conv2dBackpropFilter } from './kernels/conv2d-backprop-filter.ts';
import { conv2dBackpropInput } from './kernels/conv2d-backprop-input.ts';
import { conv3dBackpropFilter } from './kernels/conv3d-backprop-filter.ts';
import { conv3dBackpropInput } from './kernels/conv3d-backprop-input.ts';
import { depthwiseConv2d } from './kernels/depthwise-conv2d.ts';
import { depthwiseConv2dBackpropFilter } from './kernels/depthwise-conv2d-backprop-filter.ts';
import { depthwiseConv2dBackpropInput } from './kernels/depthwise-conv2d-backprop-input.ts';
import { fusedBatchNorm } from './kernels/fused-batch-norm.ts';
import { fusedConv2d } from './kernels/fused-conv2d.ts';
import { fusedDepthwiseConv2d } from './kernels/fused-depthwise-conv2d.ts';
import { fusedMatMul } from './kernels/fused-mat-mul.ts';
import { identity } from './kernels/identity.ts';
import { maxPool } from './kernels/max-pool.ts';
import { maxPoolGrad } from './kernels/max-pool-grad.ts';
import { mean } from './kernels/mean.ts';
import { sum } from './kernels/sum.ts';
import { tile } from './kernels/tile.ts';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.ts';

export const repairs: readonly Repair[] = [
  conv2dBackpropFilter,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
  maxPoolGrad,
  conv3dBackpropInput,
  conv3dBackpropFilter,
  cast,
  conv2d,
  fusedConv2d,
  depthwiseConv2d,
  fusedDepthwiseConv2d,
  maxPool,
  avgPool,
  batchMatMul,
  fusedMatMul,
  conv2dBackpropInput,
  tile,
  sum,
  mean,
  fusedBatchNorm,
  identity,
];
