// Conv3DBackpropInputV2: the input's gradient of a 3-D convolution. The shipped one gives other values than the definition.
import { backend_util, type Conv3DBackpropInputV2Attrs } from '@tensorflow/tfjs-core';
import { geometry3d } from '../kernel/geometry-3d.ts';
import { addPatches } from '../kernel/patches.ts';
import type { Repair } from '../kernel/repair.ts';
import { input } from '../kernel/tensor-info.ts';

const kernel = 'Conv3DBackpropInputV2';

type Shape5 = [number, number, number, number, number];

export const conv3dBackpropInput: Repair = {
  kernel,
  shipped: 'wrong',
  instead: 'a matrix product whose patches are added up',
  make: (ops) => (call) => {
    const { strides, pad, inputShape } = call.attrs as unknown as Conv3DBackpropInputV2Attrs;
    const [dy, filter] = [input(call, 'dy', kernel), input(call, 'filter', kernel)];
    const info = backend_util.computeConv3DInfo(inputShape, filter.shape as Shape5, strides, 1, pad);
    return addPatches(ops, call.backend, dy, filter, geometry3d(info), info.inShape);
  },
};
