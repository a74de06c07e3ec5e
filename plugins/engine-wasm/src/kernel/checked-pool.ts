// The forward pools. With a numeric padding TensorFlow.js reckons the output's width by the height's stride and filter; where
// these differ, the shipped kernels fill an output of another size, past its end. Such a call is refused.

import { retortError } from '@retort/kernel';
import { backend_util, type MaxPoolAttrs, util } from '@tensorflow/tfjs-core';
import type { Repair } from './repair.ts';
import { input } from './tensor-info.ts';

export function checkedPool(kernel: string): Repair {
  return {
    kernel,
    shipped: 'wrong',
    instead: 'the shipped kernel; a numeric padding with which it would write past its output is refused with KD_E_ENGINE_KERNEL',
    make: (ops) => (call) => {
      const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as MaxPoolAttrs;
      const x = input(call, 'x', kernel);
      if (typeof pad === 'number') {
        const info = backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
        const width = Math.floor((info.inWidth + 2 * pad - info.filterWidth) / info.strideWidth) + 1;
        const height = Math.floor((info.inHeight + 2 * pad - info.filterHeight) / info.strideHeight) + 1;
        if (!util.arraysEqual([height, width], [info.outHeight, info.outWidth])) {
          throw retortError('KD_E_ENGINE_KERNEL', {
            what: `the padding ${pad} of ${kernel} on wasm`,
            expected: `an output of ${height} x ${width}`,
            received: `one of ${info.outHeight} x ${info.outWidth}: TensorFlow.js takes the width's stride and filter to be the height's`,
            action: 'Pad with `same`, `valid` or explicit numbers for each side.',
          });
        }
      }
      return ops.run(call.backend, kernel, { x }, call.attrs);
    },
  };
}
