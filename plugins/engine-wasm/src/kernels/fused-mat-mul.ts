// _FusedMatMul: what a dense layer calls outside training, and with a linear activation inside it. The shipped one is slow and
// aborts where BatchMatMul does, and refuses a bias that is not rank 1.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { matrixProduct } from '../kernel/matrix-product.ts';
import type { Repair } from '../kernel/repair.ts';
import { input } from '../kernel/tensor-info.ts';
import type { WasmOps } from '../kernel/wasm-ops.ts';

const kernel = '_FusedMatMul';

/** The shipped kernel of each activation that TensorFlow.js can fuse. */
const activations = new Map([
  ['relu', 'Relu'],
  ['relu6', 'Relu6'],
  ['elu', 'Elu'],
  ['sigmoid', 'Sigmoid'],
  ['leakyrelu', 'LeakyRelu'],
  ['prelu', 'Prelu'],
]);

export const fusedMatMul: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'the product as BatchMatMul, then bias and activation; any bias that broadcasts',
  make: (ops) => (call) => {
    const { backend, attrs } = call;
    const { bias, preluActivationWeights } = call.inputs;
    const [a, b] = [input(call, 'a', kernel), input(call, 'b', kernel)];
    let out = matrixProduct(ops, backend, a, b, attrs.transposeA === true, attrs.transposeB === true);
    const replace = (next: (ops: WasmOps) => TensorInfo): void => {
      const before = out;
      try {
        out = next(ops);
      } finally {
        backend.disposeData(before.dataId);
      }
    };
    if (bias) replace(() => ops.run(backend, 'Add', { a: out, b: bias }));
    const activation = activations.get(String(attrs.activation ?? 'linear'));
    if (activation !== undefined) {
      const alpha = activation === 'Prelu' && preluActivationWeights ? { alpha: preluActivationWeights } : {};
      replace(() => ops.run(backend, activation, { x: out, ...alpha }, { alpha: attrs.leakyreluAlpha ?? 0.2 }));
    }
    return out;
  },
};
