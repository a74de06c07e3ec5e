// DepthwiseConv2dNativeBackpropInput: missing from the shipped backend. A depthwise convolution of the output's gradient,
// spread out by the stride, with the filter turned by 180 degrees.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type DepthwiseConv2dNativeBackpropInputAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { floats, input, view, withTemporaries } from '../kernel/tensor-info.ts';

const kernel = 'DepthwiseConv2dNativeBackpropInput';

export const depthwiseConv2dBackpropInput: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'a depthwise convolution with the filter turned by 180 degrees, summed over the channel multiplier',
  make: (ops) => (call) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = call.attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs;
    const { backend } = call;
    const [dy, filter] = [input(call, 'dy', kernel), input(call, 'filter', kernel)];
    const info = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      true,
    );
    const { batchSize, inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth } = info;
    return withTemporaries(backend, (temporary) => {
      const spread = temporary(spreadOut(backend, dy, info));
      const reversed = temporary(ops.run(backend, 'Reverse', { x: filter }, { dims: [0, 1] }));
      const turned = temporary(view(backend, reversed, [filterHeight, filterWidth, outChannels, 1]));
      const attrs = { strides: [1, 1], dilations: [info.dilationHeight, info.dilationWidth], pad: 'valid' };
      const perOutput = ops.run(backend, 'DepthwiseConv2dNative', { x: spread, filter: turned }, attrs);
      if (outChannels === inChannels) return { ...perOutput, shape: info.inShape };
      temporary(perOutput);
      const groups = temporary(view(backend, perOutput, [batchSize * inHeight * inWidth * inChannels, outChannels / inChannels]));
      return { ...ops.run(backend, 'Sum', { x: groups }, { axis: [1], keepDims: false }), shape: info.inShape };
    });
  },
};

/** dy with the stride's gaps and the border filled with zeros, so that a valid convolution gives the input's size. */
function spreadOut(backend: BackendWasm, dy: TensorInfo, info: backend_util.Conv2DInfo): TensorInfo {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, outChannels, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  const [height, width] = [inHeight + effectiveFilterHeight - 1, inWidth + effectiveFilterWidth - 1];
  const top = effectiveFilterHeight - 1 - info.padInfo.top;
  const left = effectiveFilterWidth - 1 - info.padInfo.left;
  const out = backend.makeOutput([batchSize, height, width, outChannels], 'float32');
  const [from, to] = [floats(backend, dy), floats(backend, out)];
  to.fill(0);
  for (let sample = 0; sample < batchSize; sample++) {
    for (let oh = 0; oh < outHeight; oh++) {
      const row = top + oh * strideHeight;
      if (row < 0 || row >= height) continue;
      // Columns that fall outside, where the forward pass was padded beyond the filter, reach no input.
      const first = Math.max(0, Math.ceil(-left / strideWidth));
      const last = Math.min(outWidth, Math.floor((width - 1 - left) / strideWidth) + 1);
      const source = (sample * outHeight + oh) * outWidth * outChannels;
      const target = ((sample * height + row) * width + left) * outChannels;
      if (strideWidth === 1) {
        to.set(from.subarray(source + first * outChannels, source + last * outChannels), target + first * outChannels);
        continue;
      }
      for (let ow = first; ow < last; ow++) {
        const pixel = source + ow * outChannels;
        const place = target + ow * strideWidth * outChannels;
        for (let c = 0; c < outChannels; c++) to[place + c] = from[pixel + c]!;
      }
    }
  }
  return out;
}
