// Sum: the shipped one transposes wherever another axis than the innermost is summed.
import type { SumAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { asRowSum, sumRows } from '../kernel/sum-rows.ts';
import { input } from '../kernel/tensor-info.ts';

const kernel = 'Sum';

export const sum: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'over leading or middle axes: halves of the tensor are added to each other, the last rows in double precision',
  make: (ops) => (call) => {
    const { axis, keepDims } = call.attrs as unknown as SumAttrs;
    const x = input(call, 'x', kernel);
    const rows = x.dtype === 'float32' ? asRowSum(x.shape, axis, keepDims) : undefined;
    return rows === undefined ? ops.run(call.backend, kernel, { x }, call.attrs) : sumRows(ops, call.backend, x, rows);
  },
};
