// Mean: the shipped one transposes wherever another axis than the innermost is averaged. Batch statistics are such means.
import type { MeanAttrs } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { asRowSum, sumRows } from '../kernel/sum-rows.ts';
import { input } from '../kernel/tensor-info.ts';

const kernel = 'Mean';

export const mean: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'as Sum',
  make: (ops) => (call) => {
    const { axis, keepDims } = call.attrs as unknown as MeanAttrs;
    const x = input(call, 'x', kernel);
    const rows = x.dtype === 'float32' ? asRowSum(x.shape, axis, keepDims) : undefined;
    return rows === undefined ? ops.run(call.backend, kernel, { x }, call.attrs) : sumRows(ops, call.backend, x, rows, 1 / rows.rows);
  },
};
