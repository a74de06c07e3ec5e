// Puts the repairs in place of the shipped kernels of the backend named `wasm`, and takes them out again. Needs the
// backend's package to be loaded (its kernels registered); the backend itself may be started before or after.

import { retortError } from '@retort/kernel';
import { getKernel, type KernelConfig, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { kernelFunc, type Repair } from './repair.ts';
import { wasmOps } from './wasm-ops.ts';

const BACKEND = 'wasm';

/** What was registered before, by kernel; `undefined` where nothing was. Filled while the repairs are in place. */
const replaced = new Map<string, KernelConfig | undefined>();

const config = (kernel: string): KernelConfig | undefined => getKernel(kernel, BACKEND) ?? undefined;

function shipped(kernel: string): KernelFunc {
  const found = replaced.has(kernel) ? replaced.get(kernel) : config(kernel);
  if (found === undefined) {
    throw retortError('KD_E_ENGINE_KERNEL', { what: `kernel ${kernel}`, expected: 'registered by @tensorflow/tfjs-backend-wasm', received: 'nothing' });
  }
  return found.kernelFunc;
}

/** Idempotent: a kernel that is already repaired is left alone. */
export function installRepairs(repairs: readonly Repair[]): void {
  const ops = wasmOps(shipped);
  for (const repair of repairs) {
    if (replaced.has(repair.kernel)) continue;
    const original = config(repair.kernel);
    if (original !== undefined) unregisterKernel(repair.kernel, BACKEND);
    replaced.set(repair.kernel, original);
    // The shipped setup binds the C function; it must run for the original to stay callable when the backend starts anew.
    const { setupFunc, disposeFunc } = original ?? {};
    registerKernel({
      kernelName: repair.kernel,
      backendName: BACKEND,
      kernelFunc: kernelFunc(repair, ops),
      ...(setupFunc === undefined ? {} : { setupFunc }),
      ...(disposeFunc === undefined ? {} : { disposeFunc }),
    });
  }
}

/** Registers what was there before. For measuring against the backend as shipped. */
export function removeRepairs(): void {
  for (const [kernel, original] of replaced) {
    unregisterKernel(kernel, BACKEND);
    if (original !== undefined) registerKernel(original);
  }
  replaced.clear();
}
