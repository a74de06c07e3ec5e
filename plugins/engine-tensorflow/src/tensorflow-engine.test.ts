// The way from an installed package to a current backend, over packages that only look like tfjs-node; and every way it can fail.
import { availableParallelism } from 'node:os';
import { createKernel } from '@retort/kernel';
import { engine, getBackend, setBackend, startEngine, tensorPlugin } from '@retort/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loads, project, removeProjects } from '../test/fake-package.ts';
import type { Device } from './choose-package.ts';
import { ENGINES_VARIABLE, engineTensorflowPlugin } from './index.ts';
import { createEngine } from './tensorflow-engine.ts';

const CPU = '@tensorflow/tfjs-node';
const GPU = '@tensorflow/tfjs-node-gpu';

const THREADS = availableParallelism() === 1 ? '1 thread' : `${availableParallelism()} threads`;

const on = (device: Device, ...roots: string[]) => createEngine({ device, capture: true }, () => roots);

const VARIABLES = ['CUDA_VISIBLE_DEVICES', 'TF_NUM_INTRAOP_THREADS', ENGINES_VARIABLE];
let before: readonly (readonly [string, string | undefined])[];
beforeEach(() => {
  before = VARIABLES.map((name) => [name, process.env[name]]);
  for (const name of VARIABLES) delete process.env[name];
});
afterEach(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await setBackend('cpu');
  if ('tensorflow' in engine().registryFactory) engine().removeBackend('tensorflow');
  removeProjects();
});

describe('probe', () => {
  test('finds a package without loading it', async () => {
    const before = loads();
    expect(await on('auto', project({ name: CPU })).probe()).toEqual({ available: true, detail: `${CPU} 4.22.0 is installed` });
    expect(await on('auto', project({ name: CPU }, { name: GPU })).probe()).toEqual({ available: true, detail: `${GPU} 4.22.0 is installed` });
    expect(loads()).toBe(before);
  });

  test.each<[Device, string, string]>([
    ['auto', `${GPU} or ${CPU} is not installed`, 'npx retort engine install tensorflow'],
    ['cpu', `${CPU} or ${GPU} is not installed`, 'npx retort engine install tensorflow'],
    ['gpu', `${GPU} is not installed`, 'npx retort engine install tensorflow --device gpu'],
  ])('device %s: says what is missing and the command that gets it', async (device, detail, cure) => {
    expect(await on(device, project()).probe()).toEqual({ available: false, detail, cure });
  });

  test('another version, and a package whose install script did not run', async () => {
    expect(await on('auto', project({ name: CPU, version: '3.21.0' })).probe()).toEqual({
      available: false,
      detail: `${CPU} is installed as 3.21.0, and 4.22.0 is needed`,
      cure: `npm install ${CPU}@4.22.0`,
    });
    expect(await on('auto', project({ name: GPU, built: false })).probe()).toMatchObject({ available: false, cure: `npm rebuild ${GPU}` });
  });

  test('a package that can be loaded is taken before one that cannot, wherever it lies', async () => {
    const [bare, whole] = [project({ name: CPU, built: false }), project({ name: CPU })];
    expect((await on('cpu', bare, whole).probe()).available).toBe(true);
    expect((await on('auto', project({ name: GPU, built: false }, { name: CPU })).probe()).detail).toContain(`${CPU} 4.22.0`);
  });

  test('the rank is that of the device to expect', () => {
    expect(on('auto', project({ name: GPU })).rank).toBe(40);
    expect(on('gpu', project({ name: GPU })).rank).toBe(40);
    expect(on('cpu', project({ name: GPU })).rank).toBe(30);
    expect(on('auto', project({ name: CPU })).rank).toBe(30);
    expect(on('auto', project()).rank).toBe(30);
  });
});

describe('start', () => {
  test.each([
    { device: 'auto', packages: [{ name: CPU }], text: `TensorFlow 2.9.1, CPU, ${THREADS}` },
    { device: 'auto', packages: [{ name: GPU, gpu: true }], text: 'TensorFlow 2.9.1, GPU' },
    { device: 'auto', packages: [{ name: GPU }], text: `TensorFlow 2.9.1, CPU, ${THREADS} (${GPU} is not using a GPU)` },
    { device: 'gpu', packages: [{ name: GPU, gpu: true }, { name: CPU }], text: 'TensorFlow 2.9.1, GPU' },
    { device: 'cpu', packages: [{ name: GPU, gpu: true }, { name: CPU }], text: `TensorFlow 2.9.1, CPU, ${THREADS}` },
    { device: 'cpu', packages: [{ name: GPU, gpu: true }], text: `TensorFlow 2.9.1, CPU, ${THREADS} (${GPU} is not using a GPU)` },
  ] as const)('device $device with $packages: $text', async ({ device, packages, text }) => {
    const before = loads();
    const session = await on(device, project(...packages)).start();
    expect(session).toMatchObject({ id: 'tensorflow', backend: 'tensorflow', device: text });
    expect(getBackend()).toBe('tensorflow');
    expect(loads()).toBe(before + 1);
    await session.dispose();
  });

  test('a GPU that was asked for and not given is an error', async () => {
    await expect(on('gpu', project({ name: GPU })).start()).rejects.toThrow(/device "gpu".*the CPU.*nvidia-smi.*KD_E_ENGINE_DEVICE/);
  });

  test('a GPU that was not wanted is an error', async () => {
    await expect(on('cpu', project({ name: CPU, gpu: true })).start()).rejects.toThrow(/device "cpu".*a GPU.*CUDA_VISIBLE_DEVICES.*KD_E_ENGINE_DEVICE/);
  });

  test('nothing installed', async () => {
    await expect(on('gpu', project({ name: CPU })).start()).rejects.toThrow(
      `the engine "tensorflow" for device "gpu". Expected an engine that is available here. Received ${GPU} is not installed. Run \`npx retort engine install tensorflow --device gpu\`. [KD_E_ENGINE_MISSING]`,
    );
    expect(getBackend()).toBe('cpu');
  });

  test('a package that fails to load, with its cause', async () => {
    const broken = project({ name: CPU, entry: "throw new Error('libtensorflow.so.2: cannot open shared object file')" });
    const error: unknown = await on('auto', broken)
      .start()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'KD_E_ENGINE_START', cause: { message: 'libtensorflow.so.2: cannot open shared object file' } });
    expect(String(error)).toContain(`npm rebuild ${CPU}`);
  });

  test('a package that registers its backend in another copy of TensorFlow.js', async () => {
    await expect(on('auto', project({ name: CPU, entry: 'module.exports = {};' })).start()).rejects.toThrow(/npm ls @tensorflow\/tfjs-core.*KD_E_ENGINE_START/);
  });
});

describe('the contribution', () => {
  const kernel = () => createKernel({ plugins: [tensorPlugin(), engineTensorflowPlugin()] }).ready();
  const inside = async <T>(folder: string, act: () => Promise<T>): Promise<T> => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      return await act();
    } finally {
      process.chdir(before);
    }
  };

  test('looks from the working directory, and auto prefers it to cpu', async () => {
    const started = await inside(project({ name: CPU }), async () => startEngine(await kernel(), 'auto'));
    expect(started).toMatchObject({ id: 'tensorflow', device: `TensorFlow 2.9.1, CPU, ${THREADS}` });
    expect(started.why).toContain('Not cpu: slower (rank 10 of 30)');
    await started.dispose();
  });

  test('auto goes without it, and says how to get it; by name it is an error', async () => {
    const root = project();
    const started = await inside(root, async () => startEngine(await kernel(), 'auto'));
    expect(started.id).toBe('cpu');
    expect(started.why).toContain('(npx retort engine install tensorflow)');
    await expect(inside(root, async () => startEngine(await kernel(), { id: 'tensorflow', device: 'gpu' }))).rejects.toThrow(
      /retort engine install tensorflow --device gpu.*KD_E_ENGINE_MISSING/,
    );
    await expect(inside(project({ name: GPU }), async () => startEngine(await kernel(), { id: 'tensorflow', device: 'gpu' }))).rejects.toThrow(
      /KD_E_ENGINE_DEVICE/,
    );
    expect(getBackend()).toBe('cpu');
  });

  test('wrong options are refused', async () => {
    const maker = await kernel();
    expect(() => maker.make('engine', { id: 'tensorflow', device: 'tpu' })).toThrow(/device.*KD_E_OPTIONS_INVALID/);
    expect(() => maker.make('engine', { id: 'tensorflow', devise: 'gpu' })).toThrow(/KD_E_OPTIONS_INVALID/);
  });
});
