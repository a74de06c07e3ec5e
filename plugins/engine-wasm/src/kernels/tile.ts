// Tile: the shipped one computes every index on its own. The gradient of batch normalisation tiles [1, 1, 1, C] to a whole
// map, which is one copy that doubles.
import type { TileAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { input, sizeOf } from '../kernel/tensor-info.ts';

const kernel = 'Tile';

export const tile: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'where the tensor repeats as a whole (only axes of length 1 stand before the last that repeats): one copy, doubled until it fills',
  make: (ops) => (call) => {
    const { reps } = call.attrs as unknown as TileAttrs;
    const { backend } = call;
    const x = input(call, 'x', kernel);
    const shape = x.shape.map((length, axis) => length * reps[axis]!);
    const [size, length] = [sizeOf(shape), sizeOf(x.shape)];
    const lastRepeated = reps.findLastIndex((times) => times !== 1);
    const wholeRepeats = x.shape.slice(0, lastRepeated).every((own) => own === 1);
    if (x.dtype === 'string' || size === 0 || !wholeRepeats) return ops.run(backend, kernel, { x }, { reps: [...reps] });
    const out = backend.makeOutput(shape, x.dtype);
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    to.set(from);
    for (let filled = length; filled < size; filled *= 2) to.copyWithin(filled, 0, Math.min(filled, size - filled));
    return out;
  },
};
