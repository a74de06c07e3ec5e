// A tensor on the host: what safetensors files hold. No TensorFlow.js here; @retort/tensor uploads and downloads.
import { type RetortError, retortError } from '@retort/kernel';

/** Row-major. `bool` has one byte per element, 0 or 1. */
export type HostTensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'bool'; readonly shape: readonly number[]; readonly data: Uint8Array };

export type HostDataType = HostTensor['dtype'];

/** The format's names, largest elements first: the order in which the reference library lays data out. */
export const FORMAT_NAMES = new Map<HostDataType, { readonly name: string; readonly bytes: number }>([
  ['float32', { name: 'F32', bytes: 4 }],
  ['int32', { name: 'I32', bytes: 4 }],
  ['bool', { name: 'BOOL', bytes: 1 }],
]);

/** Elements of a shape, or `undefined` where it is no shape or has more than 2^53 of them. */
export function elementsOf(shape: readonly unknown[]): number | undefined {
  let elements = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
    elements *= size;
    if (!Number.isSafeInteger(elements)) return undefined;
  }
  return elements;
}

export function invalidTensors(what: string, expected: string, received: string): RetortError {
  return retortError('KD_E_FILES_SAFETENSORS', { what, expected, received });
}
