// Training on wasm: the same weights as on cpu, and memory that stays flat.
import { createKernel } from '@retort/kernel';
import { detach } from '@retort/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { engineWasmPlugin } from '../src/index.ts';
import { smallNets, startTraining } from './small-nets.ts';

const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();

beforeEach(async () => {
  await kernel.make('engine', 'wasm').start();
});

test.each(smallNets)('$name: six steps give the weights that cpu gives', async (net) => {
  const weightsOn = async (backend: string) => {
    await tf.setBackend(backend);
    const training = startTraining(net);
    for (let step = 0; step < 6; step++) training.step();
    const weights = await training.weights();
    training.dispose();
    return weights;
  };
  const [wasm, cpu] = [await weightsOn('wasm'), await weightsOn('cpu')];
  const largest = Math.max(...cpu.map(Math.abs));
  expect(largest).toBeGreaterThan(0.1);
  expect(Math.max(...cpu.map((value, i) => Math.abs(value - wasm[i]!))) / largest).toBeLessThan(1e-5);
});

test.each(smallNets)('$name: 60 steps leave no tensor, no buffer and no heap behind', (net) => {
  const count = () => [tf.memory().numTensors, tf.memory().numDataBuffers, tf.backend().numDataIds(), heapBytes()];
  const before = count().slice(0, 3);
  const training = startTraining(net);
  for (let step = 0; step < 10; step++) training.step();
  const after10 = count();
  for (let step = 0; step < 60; step++) training.step();
  expect(count()).toEqual(after10);
  training.dispose();
  expect(count().slice(0, 3)).toEqual(before);
});

test('a detached tensor shares the data, blocks the gradient and outlives its source', async () => {
  const buffers = tf.backend().numDataIds();
  const x = tf.tensor1d([1, -2, 3]);
  const { value, grad } = tf.valueAndGrad((t) => tf.sum(tf.mul(tf.square(t), detach(t))))(x);
  expect([...(await value.data())]).toEqual([20]);
  expect([...(await grad.data())]).toEqual([2, 8, 18]);
  const copy = detach(x);
  expect(copy.dataId).toBe(x.dataId);
  x.dispose();
  expect([...(await copy.data())]).toEqual([1, -2, 3]);
  tf.dispose([copy, value, grad]);
  expect(tf.backend().numDataIds()).toBe(buffers);
});

test('a step that throws leaves nothing behind', () => {
  const buffers = tf.backend().numDataIds();
  const x = tf.ones<tf.Rank.R4>([1, 2, 3, 1]);
  expect(() => tf.tidy(() => tf.maxPool(tf.square(x), [1, 2], [1, 2], 1))).toThrow(/KD_E_ENGINE_KERNEL/);
  x.dispose();
  expect(tf.backend().numDataIds()).toBe(buffers);
});

/** Size of the WebAssembly heap. It never shrinks, so an equal size means that nothing piled up. */
function heapBytes(): number {
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return wasm.HEAPU8.byteLength;
}
