// Fails where something leaves tensors or data buffers behind.
import { deepEqual } from 'node:assert/strict';
import { liveCount } from '@retort/tensor';

/**
 * Runs `work` and compares the live tensors and buffers of the current engine before and after, also when it throws (the
 * error goes on). What `work` returns must hold no tensor of its own. Work that runs beside it is counted as its own.
 */
export async function expectNoLeak<T>(work: () => T | Promise<T>): Promise<T> {
  const before = liveCount();
  const result = await work();
  deepEqual(liveCount(), before, 'tensors or buffers were left behind');
  return result;
}

/** As `expectNoLeak`, for work that must throw; returns what it threw. */
export async function expectNoLeakWhenThrown(work: () => unknown): Promise<unknown> {
  return expectNoLeak(async () => {
    let result: unknown;
    try {
      result = await work();
    } catch (error) {
      return error;
    }
    throw new Error(`expected an error, received ${String(result)}`);
  });
}
