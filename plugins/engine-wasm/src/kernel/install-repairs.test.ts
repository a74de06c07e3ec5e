// Installing and removing the repairs, and what a repaired kernel says to a call that it cannot compute.
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import { engine, getKernel, getKernelsForBackend, ones, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineWasmPlugin } from '../index.ts';
import { repairs } from '../repairs.ts';
import { installRepairs, removeRepairs } from './install-repairs.ts';

const registered = () => new Map(getKernelsForBackend('wasm').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));

beforeAll(async () => {
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  await kernel.make('engine', 'wasm').start();
});

afterAll(() => installRepairs(repairs));

test('no kernel is repaired twice in the list', () => {
  const names = repairs.map(({ kernel }) => kernel);
  expect(new Set(names).size).toBe(names.length);
});

test('installing again changes nothing; removing restores what was shipped; other backends are untouched', () => {
  const installed = registered();
  installRepairs(repairs);
  expect(registered()).toEqual(installed);
  const onCpu = getKernel('BatchMatMul', 'cpu');
  removeRepairs();
  const shipped = registered();
  for (const { kernel, shipped: state } of repairs) {
    expect(shipped.has(kernel)).toBe(state !== 'missing');
    expect(shipped.get(kernel)).not.toBe(installed.get(kernel));
  }
  expect(getKernel('BatchMatMul', 'cpu')).toBe(onCpu);
  removeRepairs();
  expect(registered()).toEqual(shipped);
  installRepairs(repairs);
  expect([...registered().keys()].toSorted()).toEqual([...installed.keys()].toSorted());
});

const call = (kernel: string, inputs: Record<string, Tensor>, attrs: object) => () => tidy(() => engine().runKernel(kernel, inputs, { ...attrs }));

test('the other layout and a missing input are refused', () => {
  const map = ones([1, 2, 4, 4]);
  const filter = ones([1, 1, 2, 2]);
  const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW', inputShape: [1, 2, 4, 4], filterShape: [1, 1, 2, 2] };
  expect(call('Conv2DBackpropInput', { dy: map, filter }, attrs)).toThrow(/NCHW.*KD_E_ENGINE_KERNEL/);
  expect(call('Conv2DBackpropFilter', { x: map, dy: map }, attrs)).toThrow(/NCHW.*KD_E_ENGINE_KERNEL/);
  expect(call('MaxPoolGrad', { dy: map }, { filterSize: 2, strides: 2, pad: 'valid' })).toThrow(/"input" of MaxPoolGrad.*KD_E_ENGINE_KERNEL/);
  map.dispose();
  filter.dispose();
});
