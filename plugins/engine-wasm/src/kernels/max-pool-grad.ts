// MaxPoolGrad: the shipped one loses the gradient of every window whose maximum is 0 or less.
import { backend_util, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { floats, input } from '../kernel/tensor-info.ts';

const kernel = 'MaxPoolGrad';

export const maxPoolGrad: Repair = {
  kernel,
  shipped: 'wrong',
  instead: 'one pass over the heap; the gradient goes to the first maximum of each window, as on cpu',
  make: () => (call) => {
    const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as MaxPoolGradAttrs;
    const [dy, x] = [input(call, 'dy', kernel), input(call, 'input', kernel)];
    const info = backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
    const out = call.backend.makeOutput(x.shape, 'float32');
    const dx = floats(call.backend, out);
    dx.fill(0);
    route(floats(call.backend, x), floats(call.backend, dy), dx, info);
    return out;
  },
};

/** Adds each dy to the position of its window's first maximum. A window of NaN only, or of padding only, passes nothing on. */
function route(x: Float32Array, dy: Float32Array, dx: Float32Array, info: backend_util.Conv2DInfo): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const rowLength = inWidth * inChannels;
  let gradient = 0;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let oh = 0; oh < outHeight; oh++) {
      const top = oh * strideHeight - padInfo.top;
      const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + filterHeight)];
      for (let ow = 0; ow < outWidth; ow++) {
        const left = ow * strideWidth - padInfo.left;
        const [firstColumn, endColumn] = [Math.max(0, left), Math.min(inWidth, left + filterWidth)];
        for (let channel = 0; channel < inChannels; channel++, gradient++) {
          let largest = Number.NEGATIVE_INFINITY;
          let where = -1;
          for (let row = firstRow; row < endRow; row++) {
            let at = (sample * inHeight + row) * rowLength + firstColumn * inChannels + channel;
            for (let column = firstColumn; column < endColumn; column++, at += inChannels) {
              const value = x[at]!;
              if (value > largest) {
                largest = value;
                where = at;
              }
            }
          }
          if (where >= 0) dx[where]! += dy[gradient]!;
        }
      }
    }
  }
}
