// The engine contribution `wasm`: the backend that comes with Retort and needs nothing installed, made fit for training.

import { defineEngine, type Engine, type EngineSession, retortError } from '@retort/kernel';
import { setBackend } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { chooseThreads } from './backend/choose-threads.ts';
import { inNode, packageFile } from './backend/package-folder.ts';
import { buffersHeld, deviceText, runningThreads, startBackend, stopBackend } from './backend/start-backend.ts';
import { installRepairs } from './kernel/install-repairs.ts';
import { repairs } from './repairs.ts';

/** The thread pool of the backend has eight workers. */
const MOST_THREADS = 8;

const options = z.strictObject({
  threads: z
    .union([z.int().min(1).max(MOST_THREADS), z.literal('auto')])
    .default(1)
    .describe('Threads of matrix products and convolutions. `auto` times them at start and keeps more than one only where that is faster.'),
});

/** Sessions that use the one backend a process can have. */
let sessions = 0;

export const wasmEngine = defineEngine({
  id: 'wasm',
  summary: 'WebAssembly with SIMD, in the process. Nothing to install; the default where no native engine is there.',
  options,
  create: ({ threads }): Engine => ({ rank: 20, probe, start: () => start(threads) }),
});

async function probe() {
  if (typeof WebAssembly !== 'object') return { available: false, detail: 'this JavaScript engine has no WebAssembly' };
  if (!inNode) return { available: true, detail: 'WebAssembly' };
  try {
    await packageFile('package.json');
  } catch (error) {
    const cure = 'npm install @tensorflow/tfjs-backend-wasm@4.22.0';
    return {
      available: false,
      detail: `@tensorflow/tfjs-backend-wasm cannot be found (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
      cure,
    };
  }
  return { available: true, detail: 'WebAssembly, part of @retort/plugin-engine-wasm' };
}

async function start(asked: number | 'auto'): Promise<EngineSession> {
  const { available, detail, cure } = await probe();
  if (!available)
    throw retortError('KD_E_ENGINE_MISSING', { what: `the engine "wasm": ${detail}`, ...(cure === undefined ? {} : { action: `Run \`${cure}\`` }) });
  const { threads, why } = await ready(asked);
  installRepairs(repairs);
  sessions++;
  let live = true;
  return {
    id: 'wasm',
    backend: 'wasm',
    device: `${await deviceText(threads)}${why}`,
    async dispose() {
      if (!live) return;
      live = false;
      sessions--;
      // What the run gave to its caller (a student) may live on: then so does the backend.
      if (sessions === 0 && buffersHeld() === 0) await stopBackend();
    },
  };
}

/** A current backend with the threads that were asked for: the one that runs, where it has them, or a new one. */
async function ready(asked: number | 'auto'): Promise<{ threads: number; why: string }> {
  const running = await runningThreads();
  if (running !== undefined && (asked === 'auto' ? sessions > 0 || buffersHeld() > 0 : asked === running)) {
    await setBackend('wasm');
    return { threads: running, why: '' };
  }
  if (running !== undefined && (sessions > 0 || buffersHeld() > 0)) {
    throw retortError('KD_E_ENGINE_BUSY', {
      what: 'the engine "wasm"',
      expected: `${asked} threads`,
      received: `${running}, ${buffersHeld()} tensors, ${sessions} sessions`,
    });
  }
  if (asked === 'auto') return chooseThreads(MOST_THREADS);
  await startBackend(asked);
  return { threads: asked, why: '' };
}
