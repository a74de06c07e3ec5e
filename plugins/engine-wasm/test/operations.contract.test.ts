// Operations that training uses, with whatever kernels they reach: forward and gradient equal the cpu engine.
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { engineWasmPlugin } from '../src/index.ts';
import { hostTensor, type Values } from './arbitraries.ts';
import { operationCases } from './operation-cases.ts';
import { parity } from './parity.ts';

beforeAll(async () => {
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  await kernel.make('engine', 'wasm').start();
});

const kinds: readonly Values['kind'][] = ['mixed', 'negative', 'zeros'];

test.each(operationCases)('$name', async ({ shapes, f }) => {
  for (const kind of kinds) {
    const inputs = shapes.map((shape, i) => hostTensor(shape, { seed: 5, kind }, i));
    const { error, leaked } = await parity(inputs, (given) => [f(...given), ...tf.grads((...x) => tf.mul(f(...x), tf.sin(f(...x))))([...given])]);
    expect(leaked).toBe(0);
    expect(error).toBeLessThanOrEqual(1e-4);
  }
});

/** Resizing is linear, so <dy, resize(x)> = <gradient(dy), x>: no reference engine is needed. */
test.each([
  ['bilinear', tf.image.resizeBilinear],
  ['nearest', tf.image.resizeNearestNeighbor],
] as const)('the gradient of %s resizing is its transpose, on maps that are not square', async (_, resize) => {
  await tf.setBackend('wasm');
  for (const size of [
    [7, 9],
    [2, 3],
    [5, 8],
  ] as [number, number][]) {
    const { values, shape } = hostTensor([2, 5, 4, 3], { seed: 8, kind: 'mixed' });
    const x = tf.tensor4d([...values], [...shape] as [number, number, number, number]);
    const dy = tf.randomNormal<tf.Rank.R4>([2, ...size, 3], 0, 1, 'float32', 3);
    const [left, right] = [tf.sum(tf.mul(dy, resize(x, size))), tf.sum(tf.mul(tf.grad((t) => resize(t as tf.Tensor4D, size))(x, dy), x))];
    expect((await left.data())[0]).toBeCloseTo((await right.data())[0] as number, 3);
  }
});
