// Convolutions in two or three dimensions by patches: the part of the input that each output position was computed from, as
// rows of a matrix. With it both gradients of a convolution are one matrix product.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { aliasBlock, releaseBlock } from './alias-block.ts';
import { matrixProduct } from './matrix-product.ts';
import { floats, sizeOf, view, withTemporaries } from './tensor-info.ts';
import type { WasmOps } from './wasm-ops.ts';

/** Depth, height, width. */
type Three = readonly [number, number, number];

export interface PatchGeometry {
  readonly batch: number;
  readonly input: Three;
  readonly output: Three;
  readonly filter: Three;
  readonly stride: Three;
  /** Padding in front, above and to the left. */
  readonly before: Three;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** Patches are made for some samples at a time, at most this many numbers: 16 MiB. */
const TOGETHER = 4 * 1024 * 1024;

/**
 * The input's gradient: dy times the filter gives a patch for every position; the patches are added where they overlap.
 *
 * @param dy - float32 [B, ...output, O]
 * @param filter - float32 [...filter, C, O]
 * @param shape - of the result: [B, ...input, C]
 */
export function addPatches(
  ops: WasmOps,
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: PatchGeometry,
  shape: readonly number[],
): TensorInfo {
  const { positions, patch } = sizes(geometry);
  return withTemporaries(backend, (temporary) => {
    const flat = temporary(view(backend, filter, [patch, geometry.outChannels]));
    const weights = temporary(ops.transpose(backend, flat, [1, 0]));
    const dx = backend.makeOutput([...shape], 'float32');
    floats(backend, dx).fill(0);
    inChunks(geometry, (from, count) => {
      const rows = aliasBlock(backend, dy, from, [count * positions, geometry.outChannels], positions * geometry.outChannels);
      const patches = matrixProduct(ops, backend, rows, weights);
      releaseBlock(backend, rows);
      const [values, sums] = [floats(backend, patches), floats(backend, dx)];
      eachRow(geometry, from, count, (inPatch, inInput, length) => {
        for (let i = 0; i < length; i++) sums[inInput + i]! += values[inPatch + i]!;
      });
      backend.disposeData(patches.dataId);
    });
    return dx;
  });
}

/**
 * The filter's gradient, [...filter, C, O] in double precision: the transposed patches times dy.
 *
 * @param x - float32 [B, ...input, C]
 * @param dy - float32 [B, ...output, O]
 */
export function patchesTimes(ops: WasmOps, backend: BackendWasm, x: TensorInfo, dy: TensorInfo, geometry: PatchGeometry): Float64Array {
  const { positions, patch } = sizes(geometry);
  const sums = new Float64Array(patch * geometry.outChannels);
  inChunks(geometry, (from, count) => {
    const patches = backend.makeOutput([count * positions, patch], 'float32');
    const [rows, values] = [floats(backend, patches), floats(backend, x)];
    rows.fill(0);
    eachRow(geometry, from, count, (inPatch, inInput, length) => {
      for (let i = 0; i < length; i++) rows[inPatch + i] = values[inInput + i]!;
    });
    const gradient = aliasBlock(backend, dy, from, [count * positions, geometry.outChannels], positions * geometry.outChannels);
    const product = matrixProduct(ops, backend, patches, gradient, true);
    releaseBlock(backend, gradient);
    const part = floats(backend, product);
    for (let i = 0; i < sums.length; i++) sums[i]! += part[i]!;
    for (const info of [patches, product]) backend.disposeData(info.dataId);
  });
  return sums;
}

function sizes({ output, filter, inChannels }: PatchGeometry): { positions: number; patch: number } {
  return { positions: sizeOf(output), patch: sizeOf(filter) * inChannels };
}

/** Calls `take` for one range of samples after another. */
function inChunks(geometry: PatchGeometry, take: (from: number, count: number) => void): void {
  const { positions, patch } = sizes(geometry);
  const samples = Math.max(1, Math.floor(TOGETHER / Math.max(1, positions * patch)));
  for (let from = 0; from < geometry.batch; from += samples) take(from, Math.min(samples, geometry.batch - from));
}

/**
 * Calls `use` for each row of each patch that lies inside the input, with the offset of its first number in the patches of
 * these samples, the offset of the same number in the input, and how many follow.
 */
function eachRow(geometry: PatchGeometry, from: number, count: number, use: (inPatch: number, inInput: number, length: number) => void): void {
  const { input, output, filter, stride, before, inChannels } = geometry;
  const [inDepth, inHeight, inWidth] = input;
  const [outDepth, outHeight, outWidth] = output;
  const [filterDepth, filterHeight, filterWidth] = filter;
  let inPatch = 0;
  for (let sample = from; sample < from + count; sample++) {
    for (let od = 0; od < outDepth; od++) {
      for (let oh = 0; oh < outHeight; oh++) {
        for (let ow = 0; ow < outWidth; ow++) {
          const column = ow * stride[2] - before[2];
          const first = Math.max(0, -column);
          const length = (Math.min(filterWidth, inWidth - column) - first) * inChannels;
          for (let fd = 0; fd < filterDepth; fd++) {
            const depth = od * stride[0] - before[0] + fd;
            for (let fh = 0; fh < filterHeight; fh++, inPatch += filterWidth * inChannels) {
              const row = oh * stride[1] - before[1] + fh;
              if (depth < 0 || depth >= inDepth || row < 0 || row >= inHeight || length <= 0) continue;
              use(inPatch + first * inChannels, (((sample * inDepth + depth) * inHeight + row) * inWidth + column + first) * inChannels, length);
            }
          }
        }
      }
    }
  }
}
