// The fused forms stand in the registries while a session lives, and leave them as they were; other backends do not notice.
import { FUSED_KERNELS, gradients, normaliseBatch, ones, relu, scope, sum, tensor } from '@retort/tensor';
import { getGradient, getKernel, registerKernel, unregisterKernel, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installFused } from './install-fused.ts';

const BACKEND = 'tensorflow';
const names = Object.values(FUSED_KERNELS);
const replaced = ['Softmax', 'Sum'];
const registered = () => ({
  kernels: [...names, ...replaced].map((name) => getKernel(name, BACKEND)),
  gradients: [...names, 'Relu'].map((name) => getGradient(name)),
});

beforeEach(() => {
  for (const kernelName of replaced)
    registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: () => {
        throw new Error('a double');
      },
    });
});
afterEach(() => {
  for (const name of replaced) unregisterKernel(name, BACKEND);
});

test('sessions share them, and the last one takes them out, once', () => {
  const before = registered();
  const [first, second] = [installFused(), installFused()];
  const between = registered();
  for (const name of names) expect(getKernel(name, BACKEND)).toBeTruthy();
  expect(getGradient('Relu')).not.toBe(before.gradients.at(-1));
  replaced.forEach((name, at) => void expect(getKernel(name, BACKEND)).not.toBe(before.kernels[names.length + at]));
  first();
  first();
  expect(registered()).toEqual(between);
  second();
  expect(registered()).toEqual(before);
  installFused()();
  expect(registered()).toEqual(before);
});

test('without the library loaded nothing is put in', () => {
  unregisterKernel('Sum', BACKEND);
  const before = registered();
  try {
    expect(() => installFused()).toThrow(/the kernel Sum.*KD_E_ENGINE_START/);
    expect(registered()).toEqual(before);
  } finally {
    registerKernel({ kernelName: 'Sum', backendName: BACKEND, kernelFunc: () => [] });
  }
});

test('the cpu engine computes as before while they are in', async () => {
  const remove = installFused();
  const x = variable(tensor([-1, 0, 2, 3], [2, 2]));
  const { slope, normalised } = scope(() => ({
    slope: gradients(() => sum(relu(x)), { x }).gradients.x!,
    normalised: normaliseBatch(x, ones([2]), ones([2]), 0).normalised,
  }));
  expect([...(await slope.data())]).toEqual([0, 0, 1, 1]);
  expect([...(await normalised.data())]).toEqual([0, 0, 2, 2]);
  for (const each of [x, slope, normalised]) each.dispose();
  remove();
});
