// Conv2DBackpropInput: the input's gradient, and the forward pass of a transposed convolution. The shipped one is a scalar loop.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type Conv2DBackpropInputAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { channelsLast } from '../kernel/channels-last.ts';
import { matrixProduct } from '../kernel/matrix-product.ts';
import { addPatches } from '../kernel/patches.ts';
import type { Repair } from '../kernel/repair.ts';
import { input, view, withTemporaries } from '../kernel/tensor-info.ts';
import type { WasmOps } from '../kernel/wasm-ops.ts';

const kernel = 'Conv2DBackpropInput';

export const conv2dBackpropInput: Repair = {
  kernel,
  shipped: 'slow',
  instead:
    'stride 1: a convolution with the filter turned by 180 degrees; 1x1: one matrix product; larger strides: a matrix product whose patches are added up',
  make: (ops) => (call) => {
    const { strides, pad, dimRoundingMode, inputShape, dataFormat } = call.attrs as unknown as Conv2DBackpropInputAttrs;
    channelsLast(dataFormat, kernel);
    const [dy, filter] = [input(call, 'dy', kernel), input(call, 'filter', kernel)];
    const info = backend_util.computeConv2DInfo(inputShape, filter.shape as Shape4, strides, 1, pad, dimRoundingMode);
    if (info.strideHeight !== 1 || info.strideWidth !== 1) {
      const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, padInfo } = info;
      const geometry = {
        batch: batchSize,
        input: [1, inHeight, inWidth],
        output: [1, outHeight, outWidth],
        filter: [1, filterHeight, filterWidth],
        stride: [1, info.strideHeight, info.strideWidth],
        before: [0, padInfo.top, padInfo.left],
        inChannels,
        outChannels,
      } as const;
      return addPatches(ops, call.backend, dy, filter, geometry, info.inShape);
    }
    const pointwise = info.filterHeight === 1 && info.filterWidth === 1 && info.outHeight === info.inHeight && info.outWidth === info.inWidth;
    return pointwise ? onePixel(ops, call.backend, dy, filter, info) : turned(ops, call.backend, dy, filter, info);
  },
};

type Shape4 = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

/** dX [rows, C] = dY [rows, O] W^T. */
function onePixel(ops: WasmOps, backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, info: Info): TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outChannels } = info;
  return withTemporaries(backend, (temporary) => {
    const rows = temporary(view(backend, dy, [batchSize * inHeight * inWidth, outChannels]));
    const weights = temporary(view(backend, filter, [inChannels, outChannels]));
    return { ...matrixProduct(ops, backend, rows, weights, false, true), shape: info.inShape };
  });
}

function turned(ops: WasmOps, backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, info: Info): TensorInfo {
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth } = info;
  const top = filterHeight - 1 - info.padInfo.top;
  const left = filterWidth - 1 - info.padInfo.left;
  const pads = [top, inHeight - outHeight + filterHeight - 1 - top, left, inWidth - outWidth + filterWidth - 1 - left] as const;
  return withTemporaries(backend, (temporary) => {
    const reversed = temporary(ops.run(backend, 'Reverse', { x: filter }, { dims: [0, 1] }));
    const turnedFilter = temporary(ops.transpose(backend, reversed, [0, 1, 3, 2]));
    // Padding of the forward pass beyond the filter cuts off what no input has a part in.
    const kept = pads.some((size) => size < 0) ? temporary(ops.padOrCut(backend, dy, pads)) : dy;
    return ops.conv2d(backend, kept, turnedFilter, kept === dy ? pads : [0, 0, 0, 0], [1, 1]);
  });
}
