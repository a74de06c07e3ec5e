// The engine: what it starts, what it refuses, and what it leaves of the process.
import { createKernel, type Kernel } from '@retort/kernel';
import { matMul, tensor2d } from '@retort/tensor';
import { engine, getBackend } from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { engineWasmPlugin } from './index.ts';

let kernel: Kernel;

beforeAll(async () => {
  kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
});

beforeEach(() => {
  expect('wasm' in engine().registry, 'the test before left the backend running').toBe(false);
});

const make = (threads?: unknown) => kernel.make('engine', { id: 'wasm', ...(threads === undefined ? {} : { threads }) });

async function product(): Promise<number[]> {
  const a = tensor2d([1, 2, 3, 4], [2, 2]);
  const out = matMul(a, a, true, false);
  const values = [...(await out.data())];
  a.dispose();
  out.dispose();
  return values;
}

test('it probes without starting, and is faster than cpu by rank', async () => {
  expect(make().rank).toBe(20);
  expect(await make().probe()).toEqual({ available: true, detail: 'WebAssembly, part of @retort/plugin-engine-wasm' });
  expect('wasm' in engine().registry).toBe(false);
});

test.each([
  [undefined, /^WebAssembly SIMD, 1 thread$/],
  [1, /^WebAssembly SIMD, 1 thread$/],
  [2, /^WebAssembly SIMD, 2 threads$/],
  [3, /^WebAssembly SIMD, 3 threads$/],
  ['auto', /^WebAssembly SIMD, \d threads? \(auto: (one core|1: [\d.]+ ms(, \d: [\d.]+ ms)+)\)$/],
])('threads: %s', async (threads, device) => {
  const listeners = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection'), globalThis.Worker];
  const before = listeners();
  const session = await make(threads).start();
  expect(session).toMatchObject({ id: 'wasm', backend: 'wasm', device: expect.stringMatching(device) });
  expect(getBackend()).toBe('wasm');
  expect(await product()).toEqual([10, 14, 14, 20]);
  expect(listeners()).toEqual(before);
  await session.dispose();
  expect(getBackend()).toBe('cpu');
});

test.each([0, -1, 1.5, 9, 'two', null])('threads: %s is refused', (threads) => {
  expect(() => make(threads)).toThrow(/threads.*KD_E_OPTIONS_INVALID/);
});

test('an unknown option is refused', () => {
  expect(() => kernel.make('engine', { id: 'wasm', thread: 2 })).toThrow(/thread.*KD_E_OPTIONS_INVALID/);
});

test('two sessions share the backend; the last one ends it, and disposing twice is harmless', async () => {
  const [first, second] = [await make().start(), await make().start()];
  await first.dispose();
  await first.dispose();
  expect(await product()).toEqual([10, 14, 14, 20]);
  const third = await make('auto').start();
  expect(third.device).toBe('WebAssembly SIMD, 1 thread');
  await second.dispose();
  expect(getBackend()).toBe('wasm');
  await third.dispose();
  expect(getBackend()).toBe('cpu');
});

test('what outlives its session keeps the backend, which another number of threads cannot take', async () => {
  const session = await make().start();
  const kept = tensor2d([1, 2, 3, 4], [2, 2]);
  await session.dispose();
  await expect(make(2).start()).rejects.toThrow(/2 threads.*1 tensors.*KD_E_ENGINE_BUSY/);
  const again = await make().start();
  expect([...(await kept.data())]).toEqual([1, 2, 3, 4]);
  kept.dispose();
  await again.dispose();
  expect(getBackend()).toBe('cpu');
});
