// The check passes on an engine that computes, leaves nothing behind, and fails on one that does not.
import { liveCount, setBackend } from '@retort/tensor';
import { getKernel, type KernelBackend, type KernelConfig, registerKernel, type Tensor, unregisterKernel } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { checkEngine } from './check-engine.ts';

beforeAll(() => setBackend('cpu'));

test('the cpu engine passes, and nothing is left behind', async () => {
  const before = liveCount();
  const { loss, error } = await checkEngine();
  expect(error).toBeLessThan(1e-6);
  expect(loss[1]).toBeLessThan(loss[0]);
  expect(liveCount()).toEqual(before);
});

/** Runs `act` while a kernel gives `factor` times what it should. */
async function wrong(kernel: string, factor: number, act: () => Promise<void>): Promise<void> {
  const original = getKernel(kernel, 'cpu') as KernelConfig;
  unregisterKernel(kernel, 'cpu');
  registerKernel({
    ...original,
    kernelFunc(call) {
      const result = original.kernelFunc(call) as Tensor;
      const values = (call.backend as KernelBackend).readSync(result.dataId) as Float32Array;
      values.forEach((value, at) => {
        values[at] = value * factor;
      });
      return result;
    },
  });
  try {
    await act();
  } finally {
    unregisterKernel(kernel, 'cpu');
    registerKernel(original);
  }
}

test.each([
  ['Conv2DBackpropFilter', 1.01],
  ['BatchMatMul', 0],
  ['Exp', Number.NaN],
])('%s times %d does not pass, and nothing is left behind', async (kernel, factor) => {
  const before = liveCount();
  await wrong(kernel, factor, () => expect(checkEngine()).rejects.toThrow(/gradients.*Expected within.*KD_E_ENGINE_CHECK/));
  expect(liveCount()).toEqual(before);
});
