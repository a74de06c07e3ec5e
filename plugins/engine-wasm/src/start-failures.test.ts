// What is said when the package is missing, does not start, or gives other threads than asked; and that nothing stays behind.
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import { engine, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { packageFile } from './backend/package-folder.ts';
import { threadedBackend } from './backend/threaded-backend.ts';
import { engineWasmPlugin } from './index.ts';

vi.mock('./backend/package-folder.ts', { spy: true });
vi.mock('./backend/threaded-backend.ts', { spy: true });

const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
const make = (threads: number | 'auto') => kernel.make('engine', { id: 'wasm', threads });

beforeEach(async () => {
  await setBackend('cpu');
  // TensorFlow.js prints the stack of a failed start before the engine throws its own error.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(async () => {
  vi.mocked(console.warn).mockRestore();
  vi.mocked(packageFile).mockReset();
  vi.mocked(threadedBackend).mockReset();
  await ready();
  expect(getBackend()).toBe('cpu');
  expect('wasm' in engine().registry).toBe(false);
});

test('without the package it is not available, and starting says how to get it', async () => {
  vi.mocked(packageFile).mockRejectedValue(new Error("Cannot find module '@tensorflow/tfjs-backend-wasm/package.json'\nRequire stack: ..."));
  expect(await make(1).probe()).toEqual({
    available: false,
    detail: "@tensorflow/tfjs-backend-wasm cannot be found (Cannot find module '@tensorflow/tfjs-backend-wasm/package.json')",
    cure: 'npm install @tensorflow/tfjs-backend-wasm@4.22.0',
  });
  await expect(make(1).start()).rejects.toThrow(/cannot be found.*Run `npm install @tensorflow\/tfjs-backend-wasm@4.22.0`.*KD_E_ENGINE_MISSING/);
});

test('a start that fails carries its cause', async () => {
  vi.mocked(threadedBackend).mockRejectedValue(new RangeError('out of memory'));
  await expect(make(2).start()).rejects.toMatchObject({ code: 'KD_E_ENGINE_START', detail: { cause: expect.objectContaining({ message: 'out of memory' }) } });
});

test('auto takes one thread where more cannot start, and says so', async () => {
  vi.mocked(threadedBackend).mockRejectedValue(new RangeError('out of memory'));
  const session = await make('auto').start();
  expect(session.device).toMatch(/^WebAssembly SIMD, 1 thread \(auto: (one core|1: [\d.]+ ms(, \d: cannot start)+)\)$/);
  await session.dispose();
});

test('another number of threads than asked is an error', async () => {
  const { threadedBackend: real } = await vi.importActual<typeof import('./backend/threaded-backend.ts')>('./backend/threaded-backend.ts');
  const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  vi.mocked(threadedBackend).mockImplementation((threads, create) =>
    real(threads, (module) => {
      setThreadsCount(threads - 1);
      return create(module);
    }),
  );
  await expect(make(2).start()).rejects.toThrow(/threads of the engine "wasm".*2 threads.*1 thread.*KD_E_ENGINE_DEVICE/);
});
