// `threads: auto`: times the operations of a training step, large and small, with one thread and with more, and leaves the
// backend running with whatever was fastest. More threads must win clearly: every small operation waits for them to wake, and
// they share the machine.

import { RetortError } from '@retort/kernel';
import { conv2d, dispose, matMul, mul, randomUniform, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { inNode } from './package-folder.ts';
import { startBackend, stopBackend } from './start-backend.ts';

/** More threads are kept where they take at most this part of the time of one. */
const WORTH = 0.85;
const ROUNDS = 7;
/** Small operations beside one large product and one large convolution, about as in a training step. */
const SMALL = 15;

export async function chooseThreads(most: number): Promise<{ threads: number; why: string }> {
  const cores = await coreCount();
  const candidates = [...new Set([2, Math.floor(cores / 2), cores])].filter((threads) => threads > 1 && threads <= Math.min(cores, most)).sort((a, b) => a - b);
  if (candidates.length === 0) {
    await startBackend(1);
    return { threads: 1, why: ' (auto: one core)' };
  }
  const tried: Tried[] = [];
  for (const threads of [1, ...candidates]) tried.push(await attempt(threads));
  const alone = tried[0]?.ms ?? Number.POSITIVE_INFINITY;
  const fastest = tried.reduce((best, next) => ((next.ms ?? Number.POSITIVE_INFINITY) < (best.ms ?? Number.POSITIVE_INFINITY) ? next : best));
  const threads = fastest.ms !== undefined && fastest.ms <= WORTH * alone ? fastest.threads : 1;
  await startBackend(threads);
  return { threads, why: ` (auto: ${tried.map(({ threads, ms }) => `${threads}: ${ms === undefined ? 'cannot start' : `${ms.toFixed(1)} ms`}`).join(', ')})` };
}

interface Tried {
  readonly threads: number;
  /** Absent where this number of threads cannot be had here. */
  readonly ms?: number;
}

async function attempt(threads: number): Promise<Tried> {
  try {
    await startBackend(threads);
  } catch (error) {
    // One thread must start; more are a wish, and the device text says that it was not met.
    if (threads === 1 || !RetortError.is(error)) throw error;
    return { threads };
  }
  const ms = await measure();
  await stopBackend();
  return { threads, ms };
}

async function coreCount(): Promise<number> {
  if (!inNode) return navigator.hardwareConcurrency;
  return (await import('node:os')).availableParallelism();
}

/** Median milliseconds of one round, after two that warm up. */
async function measure(): Promise<number> {
  const [a, b] = [randomUniform([128, 800], -1, 1, 'float32', 1), randomUniform([800, 800], -1, 1, 'float32', 2)];
  const [x, filter] = [randomUniform([8, 16, 16, 32], -1, 1, 'float32', 3), randomUniform([3, 3, 32, 32], -1, 1, 'float32', 4)];
  const [map, scale] = [randomUniform([16, 8, 8, 8], -1, 1, 'float32', 5), randomUniform([8], -1, 1, 'float32', 6)];
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const from = performance.now();
    tidy(() => {
      matMul(a, b);
      conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
      for (let i = 0; i < SMALL; i++) mul(map, scale);
    });
    if (round >= 0) times.push(performance.now() - from);
  }
  dispose([a, b, x, filter, map, scale]);
  return times.sort((p, q) => p - q)[Math.floor(ROUNDS / 2)]!;
}
