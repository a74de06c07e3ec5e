// UnsortedSegmentSum: the gradient of gather, and so of every embedding. Missing from the shipped backend.
import type { UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { input, sizeOf } from '../kernel/tensor-info.ts';

const kernel = 'UnsortedSegmentSum';

export const unsortedSegmentSum: Repair = {
  kernel,
  shipped: 'missing',
  instead: 'one pass over the heap; rows whose segment is negative or too large are dropped',
  make: () => (call) => {
    const { numSegments } = call.attrs as unknown as UnsortedSegmentSumAttrs;
    const [x, segmentIds] = [input(call, 'x', kernel), input(call, 'segmentIds', kernel)];
    const rows = sizeOf(segmentIds.shape);
    const rest = x.shape.slice(segmentIds.shape.length);
    const length = sizeOf(rest);
    const out = call.backend.makeOutput([numSegments, ...rest], x.dtype);
    const [values, ids, sums] = [x, segmentIds, out].map((info) => call.backend.typedArrayFromHeap(info)) as [Numbers, Numbers, Numbers];
    sums.fill(0);
    for (let row = 0; row < rows; row++) {
      const segment = ids[row]!;
      if (segment < 0 || segment >= numSegments) continue;
      for (let i = 0, from = row * length, to = segment * length; i < length; i++) sums[to + i]! += values[from + i]!;
    }
    return out;
  },
};

type Numbers = Float32Array | Int32Array;
