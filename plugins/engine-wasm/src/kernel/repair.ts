// What a repair is: one kernel of the wasm backend, what is the matter with it as shipped, and the function put in its place.
// Installing is done by install-repairs.ts.

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmOps } from './wasm-ops.ts';

export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs: NamedAttrMap;
  readonly backend: BackendWasm;
}

export interface Repair {
  /** The registered name: `BatchMatMul`. */
  readonly kernel: string;
  /** `missing`: not registered. `wrong`: registered, other values than the cpu engine. `slow`: right, by another way faster. */
  readonly shipped: 'missing' | 'wrong' | 'slow';
  /** One line for the table: what is done instead. */
  readonly instead: string;
  /** Makes the kernel out of the shipped ones, which stay reachable through `ops` after they are replaced. */
  make(ops: WasmOps): (call: KernelCall) => TensorInfo;
}

/** The form TensorFlow.js registers. */
export function kernelFunc(repair: Repair, ops: WasmOps): KernelFunc {
  const run = repair.make(ops);
  return ({ inputs, attrs, backend }) => run({ inputs, attrs: attrs ?? {}, backend: backend as BackendWasm });
}
