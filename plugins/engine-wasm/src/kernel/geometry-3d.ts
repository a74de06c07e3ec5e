// The patches of a 3-D convolution, from what TensorFlow.js says about it.
import type { backend_util } from '@tensorflow/tfjs-core';
import type { PatchGeometry } from './patches.ts';

export function geometry3d(info: backend_util.Conv3DInfo): PatchGeometry {
  return {
    batch: info.batchSize,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    filter: [info.filterDepth, info.filterHeight, info.filterWidth],
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    inChannels: info.inChannels,
    outChannels: info.outChannels,
  };
}
