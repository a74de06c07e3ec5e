// Conv2DBackpropFilter: the filter's gradient, missing from the shipped backend. It is itself a convolution: batch and
// channels change places, the output's gradient is the filter, and the stride of the forward pass becomes the dilation.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from '../kernel/alias-block.ts';
import { channelsLast } from '../kernel/channels-last.ts';
import { everyStride } from '../kernel/every-stride.ts';
import { matrixProduct } from '../kernel/matrix-product.ts';
import type { Repair } from '../kernel/repair.ts';
import { floats, input, view, withTemporaries } from '../kernel/tensor-info.ts';
import type { WasmOps } from '../kernel/wasm-ops.ts';

const kernel = 'Conv2DBackpropFilter';

export const conv2dBackpropFilter: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'a convolution with batch and channels swapped; a 1x1 filter as one matrix product',
  make: (ops) => (call) => {
    const { strides, pad, dimRoundingMode, filterShape, dataFormat } = call.attrs as unknown as Conv2DBackpropFilterAttrs;
    channelsLast(dataFormat, kernel);
    const [x, dy] = [input(call, 'x', kernel), input(call, 'dy', kernel)];
    const info = backend_util.computeConv2DInfo(x.shape as Shape4, filterShape, strides, 1, pad, dimRoundingMode);
    return readsOnlyInput(info) ? pointwise(ops, call.backend, x, dy, info) : swapped(ops, call.backend, x, dy, info);
  },
};

type Shape4 = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

/** A 1x1 filter, and no position that reads padding. */
function readsOnlyInput({ filterHeight, filterWidth, padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth }: Info): boolean {
  const within = (outHeight - 1) * strideHeight < inHeight && (outWidth - 1) * strideWidth < inWidth;
  return filterHeight === 1 && filterWidth === 1 && padInfo.top === 0 && padInfo.left === 0 && within;
}

/** dW [C, O] = X^T dY over all samples and positions. */
function pointwise(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const { batchSize, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const rows = batchSize * outHeight * outWidth;
  return withTemporaries(backend, (temporary) => {
    const read = strideHeight === 1 && strideWidth === 1 ? x : temporary(everyStride(backend, x, [0, 0], [strideHeight, strideWidth], [outHeight, outWidth]));
    const left = temporary(view(backend, read, [rows, inChannels]));
    const right = temporary(view(backend, dy, [rows, outChannels]));
    return { ...matrixProduct(ops, backend, left, right, true), shape: info.filterShape };
  });
}

/** Samples are taken together up to this many numbers, so that what is packed stays in the cache. */
const TOGETHER = 512 * 1024;

function swapped(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const { batchSize, filterHeight, filterWidth, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const [xSize, dySize] = [inHeight * inWidth * inChannels, outHeight * outWidth * outChannels];
  const samples = Math.max(1, Math.min(batchSize, Math.floor(TOGETHER / Math.max(xSize, dySize))));
  const sums = new Float64Array(inChannels * filterHeight * filterWidth * outChannels);
  for (let from = 0; from < batchSize; from += samples) {
    const count = Math.min(samples, batchSize - from);
    const someX = aliasBlock(backend, x, from, [count, inHeight, inWidth, inChannels], xSize);
    const someDy = aliasBlock(backend, dy, from, [count, outHeight, outWidth, outChannels], dySize);
    const gradient = ofSamples(ops, backend, someX, someDy, info);
    const values = floats(backend, gradient);
    for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
    for (const block of [someX, someDy]) releaseBlock(backend, block);
    backend.disposeData(gradient.dataId);
  }
  return withTemporaries(backend, (temporary) => {
    const byChannel = temporary(backend.makeOutput([inChannels, filterHeight, filterWidth, outChannels], 'float32'));
    floats(backend, byChannel).set(sums);
    return ops.transpose(backend, byChannel, [1, 2, 0, 3]);
  });
}

/** The gradient [C, h, w, O] of some samples. */
function ofSamples(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  // The padding, as far as the last position reads; negative where it leaves something unread, which is cut off.
  const bottom = filterHeight + (outHeight - 1) * strideHeight - inHeight - top;
  const right = filterWidth + (outWidth - 1) * strideWidth - inWidth - left;
  const pads = [top, bottom, left, right] as const;
  return withTemporaries(backend, (temporary) => {
    const kept = pads.some((side) => side < 0) ? temporary(ops.padOrCut(backend, x, pads)) : x;
    const channelsAsBatch = temporary(ops.transpose(backend, kept, [3, 1, 2, 0]));
    const gradientAsFilter = temporary(ops.transpose(backend, dy, [1, 2, 0, 3]));
    return ops.conv2d(backend, channelsAsBatch, gradientAsFilter, kept === x ? pads : [0, 0, 0, 0], [strideHeight, strideWidth]);
  });
}
