// DepthwiseConv2dNativeBackpropFilter: missing from the shipped backend. For every tap of the filter, x shifted by that tap
// times dy, summed over the positions.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type DepthwiseConv2dNativeBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from '../kernel/alias-block.ts';
import type { Repair } from '../kernel/repair.ts';
import { sumRows } from '../kernel/sum-rows.ts';
import { floats, input, withTemporaries } from '../kernel/tensor-info.ts';
import type { WasmOps } from '../kernel/wasm-ops.ts';

const kernel = 'DepthwiseConv2dNativeBackpropFilter';

type Info = backend_util.Conv2DInfo;

export const depthwiseConv2dBackpropFilter: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'stride 1: for each tap one vectorised product with the shifted input, summed; otherwise one pass over the heap',
  make: (ops) => (call) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = call.attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
    const { backend } = call;
    const [x, dy] = [input(call, 'x', kernel), input(call, 'dy', kernel)];
    const info = backend_util.computeConv2DInfo(x.shape as [number, number, number, number], filterShape, strides, dilations ?? 1, pad, dimRoundingMode, true);
    const plain = info.strideHeight === 1 && info.strideWidth === 1 && info.inChannels === info.outChannels;
    const sums = plain ? byTap(ops, backend, x, dy, info) : inOnePass(floats(backend, x), floats(backend, dy), info);
    const out = backend.makeOutput(info.filterShape, 'float32');
    floats(backend, out).set(sums);
    return out;
  },
};

/**
 * Stride 1, one output for each channel. x and dy are put on one grid that has room for the filter, where dy is zero outside
 * its own positions; there a tap is one shift of flat memory, which costs nothing.
 */
function byTap(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): Float32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, dilationHeight, dilationWidth, padInfo } = info;
  const height = outHeight + info.effectiveFilterHeight - 1;
  const width = outWidth + info.effectiveFilterWidth - 1;
  const rows = batchSize * height * width - ((info.effectiveFilterHeight - 1) * width + info.effectiveFilterWidth - 1);
  const sums = new Float32Array(filterHeight * filterWidth * inChannels);
  return withTemporaries(backend, (temporary) => {
    const gridX = temporary(ops.padOrCut(backend, x, [padInfo.top, height - inHeight - padInfo.top, padInfo.left, width - inWidth - padInfo.left]));
    const gridDy = temporary(ops.padOrCut(backend, dy, [0, height - outHeight, 0, width - outWidth]));
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const shift = Math.floor(tap / filterWidth) * dilationHeight * width + (tap % filterWidth) * dilationWidth;
      const shifted = aliasBlock(backend, gridX, shift, [rows, inChannels], inChannels);
      const gradient = aliasBlock(backend, gridDy, 0, [rows, inChannels]);
      const product = ops.run(backend, 'Multiply', { a: shifted, b: gradient });
      for (const block of [shifted, gradient]) releaseBlock(backend, block);
      const sum = sumRows(ops, backend, product, { outer: 1, rows, inner: inChannels, shape: [inChannels] });
      sums.set(floats(backend, sum), tap * inChannels);
      for (const info of [product, sum]) backend.disposeData(info.dataId);
    }
    return sums;
  });
}

/** Any stride and channel multiplier: [h, w, C * q] in double precision. */
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
