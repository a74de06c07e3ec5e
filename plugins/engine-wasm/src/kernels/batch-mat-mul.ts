// BatchMatMul: the shipped one is a scalar loop for every product of a backward pass, and for every batch.

import { matrixProduct } from '../kernel/matrix-product.ts';
import type { Repair } from '../kernel/repair.ts';
import { input } from '../kernel/tensor-info.ts';

const kernel = 'BatchMatMul';

export const batchMatMul: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'transposed first, then one XNNPACK product per matrix; a shared right-hand side in one product; a right-hand side may be used under two shapes',
  make: (ops) => (call) =>
    matrixProduct(ops, call.backend, input(call, 'a', kernel), input(call, 'b', kernel), call.attrs.transposeA === true, call.attrs.transposeB === true),
};
