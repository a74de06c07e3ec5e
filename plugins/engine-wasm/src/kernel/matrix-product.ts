// Matrix products the way XNNPACK takes them: one plain, untransposed product at a time. The shipped kernel falls back to
// a scalar loop wherever a side is transposed or there is a batch, and aborts the process where one right-hand side is
// used under two shapes (its packed weights are cached by data id alone).
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from './alias-block.ts';
import { floats, sizeOf, view, withTemporaries } from './tensor-info.ts';
import type { WasmOps } from './wasm-ops.ts';

/** Below this many multiplications a product in a batch is faster in the shipped scalar loop than through XNNPACK. */
const WORTH_PACKING = 16_384;

/** The shape under which XNNPACK has packed a right-hand side. */
const packed = new WeakMap<object, string>();

/**
 * `a @ b` over the last two axes, the leading ones broadcast: float32 [..., M, K] and [..., K, N] give [..., M, N].
 * With a transpose flag that side comes as [..., K, M] or [..., N, K].
 */
export function matrixProduct(ops: WasmOps, backend: BackendWasm, a: TensorInfo, b: TensorInfo, transposeA = false, transposeB = false): TensorInfo {
  const [m, ka] = lastTwo(a.shape, transposeA);
  const [kb, n] = lastTwo(b.shape, transposeB);
  util.assert(ka === kb, () => `Error in matMul: inner sizes ${ka} and ${kb} of shapes ${a.shape} and ${b.shape} must match.`);
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const shape = [...outer, m, n];
  const [batchA, batchB, batch] = [sizeOf(outerA), sizeOf(outerB), sizeOf(outer)];
  if (sizeOf(shape) === 0 || ka === 0) {
    const out = backend.makeOutput(shape, 'float32');
    floats(backend, out).fill(0);
    return out;
  }

  return withTemporaries(backend, (temporary) => {
    const like = (info: TensorInfo, to: readonly number[]) => temporary(view(backend, info, to));
    const a3 = like(a, transposeA ? [batchA, ka, m] : [batchA, m, ka]);
    const b3 = like(b, transposeB ? [batchB, n, ka] : [batchB, ka, n]);
    const sameBatches = batchA === batch && (batchB === batch || batchB === 1);
    if (batch > 1 && sameBatches && m * ka * n < WORTH_PACKING) {
      return { ...ops.run(backend, 'BatchMatMul', { a: a3, b: b3 }, { transposeA, transposeB }), shape };
    }
    const plainA = transposeA ? temporary(ops.transpose(backend, a3, [0, 2, 1])) : a3;
    const plainB = transposeB ? temporary(ops.transpose(backend, b3, [0, 2, 1])) : b3;
    if (batchB === 1) return { ...product(ops, backend, like(plainA, [1, batchA * m, ka]), plainB), shape };

    const out = backend.makeOutput(shape, 'float32');
    const [indexA, indexB] = [broadcastIndex(outerA, outer), broadcastIndex(outerB, outer)];
    for (let i = 0; i < batch; i++) {
      const blockA = aliasBlock(backend, plainA, indexA(i), [1, m, ka]);
      const blockB = aliasBlock(backend, plainB, indexB(i), [1, ka, n]);
      const result = product(ops, backend, blockA, blockB);
      floats(backend, out).set(floats(backend, result), i * m * n);
      backend.disposeData(result.dataId);
      releaseBlock(backend, blockA);
      releaseBlock(backend, blockB);
    }
    return out;
  });
}

/** One product of [1, M, K] and [1, K, N]. */
function product(ops: WasmOps, backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const shape = b.shape.join();
  const known = packed.get(b.dataId);
  packed.set(b.dataId, known ?? shape);
  const attrs = { transposeA: false, transposeB: false };
  if (known === undefined || known === shape) return ops.run(backend, 'BatchMatMul', { a, b }, attrs);
  const copy = backend.makeOutput([...b.shape], 'float32');
  floats(backend, copy).set(floats(backend, b));
  const out = ops.run(backend, 'BatchMatMul', { a, b: copy }, attrs);
  backend.disposeData(copy.dataId);
  return out;
}

function lastTwo(shape: readonly number[], swapped: boolean): [number, number] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return swapped ? [columns, rows] : [rows, columns];
}

/** Maps the flat index of a broadcast batch to the flat index of one side's own batch. */
function broadcastIndex(own: readonly number[], outer: readonly number[]): (flat: number) => number {
  const lengths = [...outer.map(() => 1), ...own].slice(-outer.length);
  return (flat) => {
    let [rest, stride, index] = [flat, 1, 0];
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const length = outer[axis]!;
      if (lengths[axis] !== 1) index += (rest % length) * stride;
      stride *= lengths[axis]!;
      rest = Math.floor(rest / length);
    }
    return index;
  };
}
