// A student's batch norm trains as TensorFlow.js' own does, to the last bit on cpu: values and moving averages.
import { FUSED_KERNELS, tensor } from '@retort/tensor';
import { registerKernel, type Tensor, unregisterKernel } from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { adoptModel } from '../adopt/adopt-model.ts';
import { batchNormOf } from './batch-norm-of.ts';

/** Two networks with the same weights: a convolution where there are maps, batch norm, a dense layer. */
function network(shape: readonly number[], options: object) {
  const from = input({ shape: [...shape] });
  const normed = layers.batchNormalization({ name: 'norm', momentum: 0.8, epsilon: 1e-4, ...options }).apply(from) as SymbolicTensor;
  const flat = shape.length === 1 ? normed : (layers.flatten().apply(normed) as SymbolicTensor);
  return model({ inputs: from, outputs: layers.dense({ units: 3, kernelInitializer: 'ones' }).apply(flat) as SymbolicTensor });
}

async function trained(shape: readonly number[], options: object, adopt: boolean) {
  const net = network(shape, options);
  const size = shape.reduce((a, b) => a * b, 1) * 4;
  const x = tensor(
    Array.from({ length: size }, (_, at) => 3 * Math.sin(12.9898 * (at + 1))),
    [4, ...shape],
    'float32',
  );
  const student = adopt ? adoptModel(net) : undefined;
  const logits = student?.forward(x, { training: true, taps: [] }).logits ?? net.apply(x, { training: true });
  const norm = net.getLayer('norm');
  const read = [logits as ReturnType<typeof tensor>, ...norm.weights.map((weight) => weight.read())];
  const values = await Promise.all(read.map(async (each) => [...(await each.data())]));
  x.dispose();
  read[0]!.dispose();
  if (student === undefined) net.dispose();
  else student.dispose();
  return values;
}

describe.each([
  ['rows', [5]],
  ['sequences', [4, 3]],
  ['maps', [3, 4, 2]],
])('%s', (_, shape) => {
  test.each([
    ['the last axis', {}],
    ['the last axis by its number', { axis: shape.length }],
    ['the first axis', { axis: 1 }],
  ])('%s', async (_name, options) => {
    expect(await trained(shape, options, true)).toEqual(await trained(shape, options, false));
  });
});

test('what TensorFlow.js must do itself is left to it', () => {
  const norm = (shape: readonly number[], options: object) => network(shape, options).getLayer('norm');
  expect(batchNormOf(norm([3, 4, 2], {}))).toBeDefined();
  expect(batchNormOf(norm([3, 4, 2], { axis: 1 }))).toBeUndefined();
  expect(batchNormOf(norm([3, 4, 2], { scale: false }))).toBeUndefined();
  expect(batchNormOf(norm([3, 4, 2], { center: false }))).toBeUndefined();
  expect(batchNormOf(layers.dense({ units: 2 }))).toBeUndefined();
});

test('where the engine fuses batch norm, that is what runs', async () => {
  const seen: unknown[] = [];
  // A double that only shows what it was asked: its normalised values are the input, its statistics 3 and 5.
  registerKernel({
    kernelName: FUSED_KERNELS.batchNorm,
    backendName: 'cpu',
    kernelFunc({ inputs, attrs }) {
      const { x, scale } = inputs as { readonly x: Tensor; readonly scale: Tensor };
      seen.push([x.shape, attrs]);
      const filled = (value: number) => tensor(new Array<number>(scale.size).fill(value));
      return [x.clone(), filled(3), filled(5)];
    },
  });
  try {
    for (const shape of [[5], [4, 3], [3, 4, 2]]) {
      const [, , , mean, variance] = await trained(shape, {}, true);
      for (const value of mean!) expect(value).toBeCloseTo(0.2 * 3, 6);
      for (const value of variance!) expect(value).toBeCloseTo(0.8 + 0.2 * 5, 6);
    }
  } finally {
    unregisterKernel(FUSED_KERNELS.batchNorm, 'cpu');
  }
  expect(seen).toEqual(
    [
      [4, 1, 1, 5],
      [4, 4, 1, 3],
      [4, 3, 4, 2],
    ].map((shape) => [shape, { epsilon: 1e-4 }]),
  );
});
