// Sums over axes that are not the innermost ones. The shipped reductions transpose first, so that a column sum (a bias
// gradient, a batch statistic) walks the whole memory twice, at strides that miss the cache.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from './alias-block.ts';
import { floats, sizeOf } from './tensor-info.ts';
import type { WasmOps } from './wasm-ops.ts';

/** [outer, rows, inner], of which the rows are summed. */
export interface RowSum {
  readonly outer: number;
  readonly rows: number;
  readonly inner: number;
  /** Of the result, without or with the reduced axes. */
  readonly shape: readonly number[];
}

/** Above this many rows halves of the tensor are added to each other first. */
const FEW_ROWS = 64;

/** The reduction as a sum over rows; `undefined` where it is none, or where the shipped kernel has nothing to transpose. */
export function asRowSum(shape: readonly number[], axis: number | number[], keepDims: boolean): RowSum | undefined {
  const axes = new Set(util.parseAxisParam(axis, [...shape]));
  const reduced = shape.map((_, i) => i).filter((i) => axes.has(i) && shape[i] !== 1);
  const [first, last] = [reduced[0], reduced.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (shape.slice(first, last + 1).some((length, i) => length !== 1 && !axes.has(first + i))) return undefined;
  const inner = sizeOf(shape.slice(last + 1));
  if (inner === 1 || sizeOf(shape) === 0) return undefined;
  return {
    outer: sizeOf(shape.slice(0, first)),
    rows: sizeOf(shape.slice(first, last + 1)),
    inner,
    shape: keepDims ? shape.map((length, i) => (axes.has(i) ? 1 : length)) : shape.filter((_, i) => !axes.has(i)),
  };
}

/** Sums times `factor`: float32, accumulated pairwise and in double precision. */
export function sumRows(ops: WasmOps, backend: BackendWasm, x: TensorInfo, sum: RowSum, factor = 1): TensorInfo {
  const sums = new Float64Array(sum.outer * sum.inner);
  const rest = sum.outer === 1 ? addHalves(ops, backend, x, sum, sums) : { info: x, rows: sum.rows };
  addRows(floats(backend, rest.info), sum.outer, rest.rows, sum.inner, sums);
  if (rest.info !== x) backend.disposeData(rest.info.dataId);
  if (factor !== 1) for (let i = 0; i < sums.length; i++) sums[i]! *= factor;
  const out = backend.makeOutput([...sum.shape], 'float32');
  floats(backend, out).set(sums);
  return out;
}

/** Adds the lower half of the rows to the upper one until few are left; a row without a partner goes into `sums`. */
function addHalves(ops: WasmOps, backend: BackendWasm, x: TensorInfo, sum: RowSum, sums: Float64Array): { info: TensorInfo; rows: number } {
  const { inner } = sum;
  let [info, rows] = [x, sum.rows];
  while (rows > FEW_ROWS) {
    const half = Math.floor(rows / 2);
    if (rows % 2 === 1) addRows(floats(backend, info).subarray((rows - 1) * inner, rows * inner), 1, 1, inner, sums);
    const [upper, lower] = [0, 1].map((i) => aliasBlock(backend, info, i, [half, inner])) as [TensorInfo, TensorInfo];
    const added = ops.run(backend, 'Add', { a: upper, b: lower });
    releaseBlock(backend, upper);
    releaseBlock(backend, lower);
    if (info !== x) backend.disposeData(info.dataId);
    [info, rows] = [added, half];
  }
  return { info, rows };
}

function addRows(values: Float32Array, outer: number, rows: number, inner: number, sums: Float64Array): void {
  for (let o = 0, at = 0; o < outer; o++) {
    for (let row = 0; row < rows; row++) {
      for (let i = 0, to = o * inner; i < inner; i++, at++, to++) sums[to]! += values[at]!;
    }
  }
}
