// DepthwiseConv2dNativeBackpropFilter: missing from the shipped backend. One pass over the heap: XNNPACK has no product
// that stays within a channel and sums over positions.
import { backend_util, type DepthwiseConv2dNativeBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { floats, input } from '../kernel/tensor-info.ts';

const kernel = 'DepthwiseConv2dNativeBackpropFilter';

export const depthwiseConv2dBackpropFilter: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'one pass over the heap, summed in double precision',
  make: () => (call) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = call.attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
    const [x, dy] = [input(call, 'x', kernel), input(call, 'dy', kernel)];
    const info = backend_util.computeConv2DInfo(x.shape as [number, number, number, number], filterShape, strides, dilations ?? 1, pad, dimRoundingMode, true);
    const out = call.backend.makeOutput(info.filterShape, 'float32');
    floats(call.backend, out).set(filterGradient(floats(call.backend, x), floats(call.backend, dy), info));
    return out;
  },
};

/** dW [h, w, C * q] for x [B, H, W, C] and dy [B, oh, ow, C * q]. */
function filterGradient(x: Float32Array, dy: Float32Array, info: backend_util.Conv2DInfo): Float64Array {
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
            if (multiplier === 1) {
              for (let c = 0; c < outChannels; c++) sums[target + c]! += x[source + c]! * dy[gradient + c]!;
            } else {
              for (let c = 0, o = 0; c < inChannels; c++) {
                for (let q = 0; q < multiplier; q++, o++) sums[target + o]! += x[source + c]! * dy[gradient + o]!;
              }
            }
          }
        }
      }
    }
  }
  return sums;
}
