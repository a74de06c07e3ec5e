// DepthwiseConv2dNativeBackpropFilter: missing from the shipped backend. For every tap of the filter, x shifted by that tap
// times dy, summed over the positions.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type DepthwiseConv2dNativeBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from '../kernel/alias-block.ts';
import { everyStride } from '../kernel/every-stride.ts';
import type { Repair } from '../kernel/repair.ts';
import { sumRows } from '../kernel/sum-rows.ts';
import { floats, input, view, withTemporaries } from '../kernel/tensor-info.ts';
import type { WasmOps } from '../kernel/wasm-ops.ts';

const kernel = 'DepthwiseConv2dNativeBackpropFilter';

type Info = backend_util.Conv2DInfo;

export const depthwiseConv2dBackpropFilter: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'for each tap one vectorised product with the shifted input, summed; with a channel multiplier one pass over the heap',
  make: (ops) => (call) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = call.attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
    const { backend } = call;
    const [x, dy] = [input(call, 'x', kernel), input(call, 'dy', kernel)];
    const info = backend_util.computeConv2DInfo(x.shape as [number, number, number, number], filterShape, strides, dilations ?? 1, pad, dimRoundingMode, true);
    const sums = info.inChannels === info.outChannels ? byTap(ops, backend, x, dy, info) : inOnePass(floats(backend, x), floats(backend, dy), info);
    const out = backend.makeOutput(info.filterShape, 'float32');
    floats(backend, out).set(sums);
    return out;
  },
};

/**
 * One output for each channel. x and dy are put on one grid that has room for the filter, where dy is zero outside its own
 * positions; there a tap is one shift of flat memory, which costs nothing. A stride makes several such grids of x.
 */
function byTap(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): Float32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const [down, across] = [Math.floor((info.effectiveFilterHeight - 1) / strideHeight), Math.floor((info.effectiveFilterWidth - 1) / strideWidth)];
  const [height, width] = [outHeight + down, outWidth + across];
  const rows = batchSize * height * width - (down * width + across);
  const sums = new Float32Array(filterHeight * filterWidth * inChannels);
  return withTemporaries(backend, (temporary) => {
    const below = height * strideHeight - inHeight - padInfo.top;
    const right = width * strideWidth - inWidth - padInfo.left;
    const padded = temporary(ops.padOrCut(backend, x, [padInfo.top, below, padInfo.left, right]));
    const gridDy = temporary(ops.padOrCut(backend, dy, [0, down, 0, across]));
    const whole = strideHeight === 1 && strideWidth === 1;
    const gridOf = (row: number, column: number): TensorInfo =>
      whole ? view(backend, padded, padded.shape) : everyStride(backend, padded, [row, column], [strideHeight, strideWidth], [height, width]);
    const grids = new Map<number, TensorInfo>();
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const row = Math.floor(tap / filterWidth) * info.dilationHeight;
      const column = (tap % filterWidth) * info.dilationWidth;
      const phase = (row % strideHeight) * strideWidth + (column % strideWidth);
      const gridX = grids.get(phase) ?? temporary(gridOf(row % strideHeight, column % strideWidth));
      grids.set(phase, gridX);
      const shift = Math.floor(row / strideHeight) * width + Math.floor(column / strideWidth);
      const shifted = aliasBlock(backend, gridX, shift, [rows, inChannels], inChannels);
      const gradient = aliasBlock(backend, gridDy, 0, [rows, inChannels]);
      const product = ops.run(backend, 'Multiply', { a: shifted, b: gradient });
      for (const block of [shifted, gradient]) releaseBlock(backend, block);
      const sum = sumRows(ops, backend, product, { outer: 1, rows, inner: inChannels, shape: [inChannels] });
      sums.set(floats(backend, sum), tap * inChannels);
      for (const each of [product, sum]) backend.disposeData(each.dataId);
    }
    return sums;
  });
}

/** Any channel multiplier: [h, w, C * q] in double precision. */
function inOnePass(x: Float32Array, dy: Float32Array, info: Info): Float64Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  const sums = new Float64Array(filterHeight * filterWidth * outChannels);
  const multiplier = outChannels / inChannels;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let oh = 0; oh < outHeight; oh++) {
      for (let fh = 0; fh < filterHeight; fh++) {
        const row = oh * strideHeight - padInfo.top + fh * dilationHeight;
        if (row < 0 || row >= inHeight) continue;
        for (let ow = 0; ow < outWidth; ow++) {
          const gradient = ((sample * outHeight + oh) * outWidth + ow) * outChannels;
          for (let fw = 0; fw < filterWidth; fw++) {
            const column = ow * strideWidth - padInfo.left + fw * dilationWidth;
            if (column < 0 || column >= inWidth) continue;
            const source = ((sample * inHeight + row) * inWidth + column) * inChannels;
            const target = (fh * filterWidth + fw) * outChannels;
            for (let c = 0, o = 0; c < inChannels; c++) {
              for (let q = 0; q < multiplier; q++, o++) sums[target + o]! += x[source + c]! * dy[gradient + o]!;
            }
          }
        }
      }
    }
  }
  return sums;
}
