// Tensors inside a kernel: an input that must be there, a view of another shape, and intermediates freed at the end.
// None of it allocates on the heap.

import { retortError } from '@retort/kernel';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './repair.ts';

export function input(call: KernelCall, name: string, kernel: string): TensorInfo {
  const info = call.inputs[name];
  if (info === undefined || info === null)
    throw retortError('KD_E_ENGINE_KERNEL', { what: `input "${name}" of ${kernel} on wasm`, expected: 'a tensor', received: String(info) });
  return info;
}

/** The same data under another shape of the same size. Holds a reference: free it like a copy. */
export function view(backend: BackendWasm, info: TensorInfo, shape: readonly number[]): TensorInfo {
  backend.incRef(info.dataId);
  return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
}

/**
 * Runs `compute` and then frees every intermediate that went through `temporary`, also where it throws.
 * The result must not be one of them.
 */
export function withTemporaries<T>(backend: BackendWasm, compute: (temporary: (info: TensorInfo) => TensorInfo) => T): T {
  const made: TensorInfo[] = [];
  try {
    return compute((info) => {
      made.push(info);
      return info;
    });
  } finally {
    for (const info of made) backend.disposeData(info.dataId);
  }
}

/** The float32 values on the wasm heap. Take it after the last allocation: growing the heap detaches it. */
export function floats(backend: BackendWasm, info: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
