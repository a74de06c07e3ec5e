// The input gradient of a strided convolution in two or three dimensions: one matrix product gives, for every output
// position, the patch of the input that it was computed from; the patches are added up where they overlap.
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
  /** Of the result; [B, ...input, C] by any number of axes. */
  readonly shape: readonly number[];
}

/** Patches are made for some samples at a time, at most this many numbers: 16 MiB. */
const PATCH_BUDGET = 4 * 1024 * 1024;

/**
 * @param dy - float32 [B, ...output, O]
 * @param filter - float32 [...filter, C, O]
 */
export function addPatches(ops: WasmOps, backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, geometry: PatchGeometry): TensorInfo {
  const { batch, output, inChannels, outChannels } = geometry;
  const positions = sizeOf(output);
  const patch = sizeOf(geometry.filter) * inChannels;
  const samples = Math.min(batch, Math.max(1, Math.floor(PATCH_BUDGET / (positions * patch))));
  return withTemporaries(backend, (temporary) => {
    const flat = temporary(view(backend, filter, [patch, outChannels]));
    const weights = temporary(ops.transpose(backend, flat, [1, 0]));
    const dx = backend.makeOutput([...geometry.shape], 'float32');
    floats(backend, dx).fill(0);
    for (let from = 0; from < batch; from += samples) {
      const count = Math.min(samples, batch - from);
      const rows = aliasBlock(backend, dy, from, [count * positions, outChannels], positions * outChannels);
      const patches = matrixProduct(ops, backend, rows, weights);
      releaseBlock(backend, rows);
      scatter(floats(backend, patches), floats(backend, dx), from, count, geometry);
      backend.disposeData(patches.dataId);
    }
    return dx;
  });
}

/** Adds the patches of samples `from` to `from + count` into dx. */
function scatter(patches: Float32Array, dx: Float32Array, from: number, count: number, geometry: PatchGeometry): void {
  const { input, output, filter, stride, before, inChannels } = geometry;
  const [inDepth, inHeight, inWidth] = input;
  const [outDepth, outHeight, outWidth] = output;
  const [filterDepth, filterHeight, filterWidth] = filter;
  const rowOfFilter = filterWidth * inChannels;
  let source = 0;
  for (let sample = from; sample < from + count; sample++) {
    for (let od = 0; od < outDepth; od++) {
      for (let oh = 0; oh < outHeight; oh++) {
        for (let ow = 0; ow < outWidth; ow++) {
          const column = ow * stride[2] - before[2];
          const first = Math.max(0, -column) * inChannels;
          const last = Math.min(filterWidth, inWidth - column) * inChannels;
          for (let fd = 0; fd < filterDepth; fd++) {
            const depth = od * stride[0] - before[0] + fd;
            for (let fh = 0; fh < filterHeight; fh++, source += rowOfFilter) {
              const row = oh * stride[1] - before[1] + fh;
              if (depth < 0 || depth >= inDepth || row < 0 || row >= inHeight) continue;
              const target = (((sample * inDepth + depth) * inHeight + row) * inWidth + column) * inChannels;
              for (let i = first; i < last; i++) dx[target + i]! += patches[source + i]!;
            }
          }
        }
      }
    }
  }
}
