// Starts the TensorFlow.js backend `wasm` with a given number of threads and makes it current. Knows nothing of engines.

import { retortError } from '@retort/kernel';
import { engine, env, findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { keepProcess } from './keep-process.ts';
import { inNode, packageFile } from './package-folder.ts';
import { threadedBackend } from './threaded-backend.ts';

export const BACKEND = 'wasm';
const PRIORITY = 2;

type WasmPackage = typeof import('@tensorflow/tfjs-backend-wasm');
type BackendFactory = ReturnType<typeof findBackendFactory>;

let loaded: Promise<{ wasm: WasmPackage; shipped: BackendFactory }> | undefined;

/** Loads the package, once. Importing it registers a backend, so nothing does before an engine is started. */
function load(): Promise<{ wasm: WasmPackage; shipped: BackendFactory }> {
  loaded ??= (async () => {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const shipped = findBackendFactory(BACKEND);
    if (inNode) wasm.setWasmPaths((await packageFile('dist/tfjs-backend-wasm.wasm')).replace(/tfjs-backend-wasm\.wasm$/, ''));
    return { wasm, shipped };
  })();
  return loaded;
}

/** Threads of the backend that runs now; `undefined` where none does. */
export async function runningThreads(): Promise<number | undefined> {
  return BACKEND in engine().registry ? (await load()).wasm.getThreadsCount() : undefined;
}

/** Data buffers that live on the running backend. */
export function buffersHeld(): number {
  return engine().registry[BACKEND]?.numDataIds() ?? 0;
}

/**
 * Starts it anew; whatever ran before must have been stopped.
 *
 * @throws `KD_E_ENGINE_START` with the cause, `KD_E_ENGINE_DEVICE` where it got another number of threads.
 */
export async function startBackend(threads: number): Promise<void> {
  const { wasm, shipped } = await load();
  let failure: unknown;
  const make = async () => {
    wasm.setThreadsCount(threads);
    return inNode && threads > 1 ? await threadedBackend(threads, (module) => new wasm.BackendWasm(module)) : await shipped();
  };
  if (BACKEND in engine().registryFactory) removeBackend(BACKEND);
  registerBackend(
    BACKEND,
    async () => {
      try {
        return inNode ? await keepProcess(make) : await make();
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    PRIORITY,
  );
  if (!(await setBackend(BACKEND))) {
    await stopBackend();
    throw retortError('KD_E_ENGINE_START', { what: `the backend "${BACKEND}" with ${threadsText(threads)}`, cause: failure });
  }
  const got = wasm.getThreadsCount();
  if (got !== threads) {
    await stopBackend();
    throw retortError('KD_E_ENGINE_DEVICE', { what: 'threads of the engine "wasm"', expected: threadsText(threads), received: threadsText(got) });
  }
}

/** Ends it, and what lives on it; the cpu backend is current afterwards, unless another one was. */
export async function stopBackend(): Promise<void> {
  const { backendName } = engine();
  removeBackend(BACKEND);
  // A backend that failed to start has left its name nowhere, and none current.
  if (backendName === BACKEND || backendName === null || backendName === undefined) await setBackend('cpu');
}

/** `WebAssembly SIMD, 2 threads`. */
export async function deviceText(threads: number): Promise<string> {
  await load();
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return `WebAssembly${simd === true ? ' SIMD' : ''}, ${threadsText(threads)}`;
}

function threadsText(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
