// A block of a tensor as a tensor of its own, without a copy: it points into the other's memory.
// It must be released, not disposed (disposing would free memory that it does not own), and before the other goes.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from './tensor-info.ts';

/** A float32 block of `shape` that starts `index` times `step` numbers into the tensor; `step` is the block's own size when absent. */
export function aliasBlock(backend: BackendWasm, info: TensorInfo, index: number, shape: readonly number[], step = sizeOf(shape)): TensorInfo {
  const offset = backend.getMemoryOffset(info.dataId) + index * step * Float32Array.BYTES_PER_ELEMENT;
  return backend.makeOutput([...shape], 'float32', offset);
}

export function releaseBlock(backend: BackendWasm, block: TensorInfo): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(block.dataId).id);
  backend.dataIdMap.delete(block.dataId);
}
