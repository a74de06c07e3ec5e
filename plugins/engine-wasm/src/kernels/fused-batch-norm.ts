// FusedBatchNorm: the shipped one is a scalar loop that takes a square root for every value.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { FusedBatchNormAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { Repair } from '../kernel/repair.ts';
import { floats, input, sizeOf, withTemporaries } from '../kernel/tensor-info.ts';

const kernel = 'FusedBatchNorm';

export const fusedBatchNorm: Repair = {
  kernel,
  shipped: 'slow',
  instead: 'statistics of one channel each: the factor once for each channel, then three vectorised passes',
  make: (ops) => (call) => {
    const { backend } = call;
    const { varianceEpsilon } = call.attrs as unknown as FusedBatchNormAttrs;
    const { scale, offset } = call.inputs;
    const [x, mean, variance] = [input(call, 'x', kernel), input(call, 'mean', kernel), input(call, 'variance', kernel)];
    const given = [mean, variance, scale, offset].filter((info) => info !== undefined && info !== null);
    const perChannel = given.every((info) => info.shape.length === 1 && info.shape[0] === x.shape.at(-1));
    if (!perChannel || sizeOf(x.shape) === 0) {
      const optional = { ...(scale ? { scale } : {}), ...(offset ? { offset } : {}) };
      return ops.run(backend, kernel, { x, mean, variance, ...optional }, call.attrs);
    }
    return withTemporaries(backend, (temporary) => {
      const factor = temporary(channelFactor(backend, variance, scale, varianceEpsilon));
      const centred = temporary(ops.run(backend, 'Sub', { a: x, b: mean }));
      const scaled = ops.run(backend, 'Multiply', { a: centred, b: factor });
      return offset ? ops.run(backend, 'Add', { a: temporary(scaled), b: offset }) : scaled;
    });
  },
};

/** scale / sqrt(variance + epsilon), [C]. */
function channelFactor(backend: BackendWasm, variance: TensorInfo, scale: TensorInfo | undefined, epsilon: number): TensorInfo {
  const out = backend.makeOutput(variance.shape, 'float32');
  const [from, to] = [floats(backend, variance), floats(backend, out)];
  const gains = scale ? floats(backend, scale) : undefined;
  for (let c = 0; c < to.length; c++) to[c] = (gains?.[c] ?? 1) / Math.sqrt(from[c]! + epsilon);
  return out;
}
