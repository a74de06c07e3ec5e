// Cast: the shipped one keeps the low byte of a number as its truth value, so that 0.5 and 256 are false and -1 is 255.
import type { CastAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { input, view } from '../kernel/tensor-info.ts';

const kernel = 'Cast';

export const cast: Repair = {
  kernel,
  shipped: 'wrong',
  instead: 'to bool: whether it is not 0; to the same type: another reference to the same data',
  make: (ops) => (call) => {
    const { dtype } = call.attrs as unknown as CastAttrs;
    const { backend } = call;
    const x = input(call, 'x', kernel);
    if (dtype === x.dtype && dtype !== 'string') return view(backend, x, x.shape);
    if (dtype !== 'bool' || (x.dtype !== 'float32' && x.dtype !== 'int32')) return ops.run(backend, kernel, { x }, { dtype });
    const out = backend.makeOutput(x.shape, 'bool');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
    return out;
  },
};
