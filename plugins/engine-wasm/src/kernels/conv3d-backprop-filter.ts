// Conv3DBackpropFilterV2: the filter's gradient of a 3-D convolution. The shipped one is wrong for every stride above 1.
import { backend_util, type Conv3DBackpropFilterV2Attrs } from '@tensorflow/tfjs-core';
import { geometry3d } from '../kernel/geometry-3d.ts';
import { patchesTimes } from '../kernel/patches.ts';
import type { Repair } from '../kernel/repair.ts';
import { floats, input } from '../kernel/tensor-info.ts';

const kernel = 'Conv3DBackpropFilterV2';

type Shape5 = [number, number, number, number, number];

export const conv3dBackpropFilter: Repair = {
  kernel,
  shipped: 'wrong',
  instead: 'a matrix product of the transposed patches',
  make: (ops) => (call) => {
    const { strides, pad, filterShape } = call.attrs as unknown as Conv3DBackpropFilterV2Attrs;
    const [x, dy] = [input(call, 'x', kernel), input(call, 'dy', kernel)];
    const info = backend_util.computeConv3DInfo(x.shape as Shape5, filterShape, strides, 1, pad);
    const sums = patchesTimes(ops, call.backend, x, dy, geometry3d(info));
    const out = call.backend.makeOutput(info.filterShape, 'float32');
    floats(call.backend, out).set(sums);
    return out;
  },
};
