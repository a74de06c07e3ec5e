// For this package's own tests: the TensorFlow.js backends to run on. `wasm` only where its package can be loaded.
import { afterAll } from 'vitest';
import { engine, setBackend } from '../src/tf.ts';

const WASM = '@tensorflow/tfjs-backend-wasm';

/** Backends by name that can be made current here; `cpu` always, and it is current again after the file that asks. */
export async function backends(): Promise<readonly string[]> {
  afterAll(() => use('cpu'));
  if (!('wasm' in engine().registryFactory)) {
    const found = await import(/* @vite-ignore */ WASM).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_MODULE_NOT_FOUND') return false;
        throw error;
      },
    );
    if (!found) return ['cpu'];
  }
  return ['cpu', 'wasm'];
}

export async function use(backend: string): Promise<void> {
  if (!(await setBackend(backend))) throw new Error(`backend ${backend} does not start`);
}
