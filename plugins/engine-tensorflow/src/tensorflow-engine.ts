// The engine contribution `tensorflow`: the native library, where the user installed it, on the device that was asked for.
import { availableParallelism } from 'node:os';
import { defineEngine, type Engine, type EngineProbe, type EngineSession, retortError } from '@retort/kernel';
import { z } from 'zod';
import { captureStep } from './capture/capture-step.ts';
import { choosePackage, type Device } from './choose-package.ts';
import { packageRoots } from './engine-folders.ts';
import { installFused } from './fused/install-fused.ts';
import { type LoadedPackage, loadPackage } from './load-package.ts';

const options = z.strictObject({
  device: z
    .enum(['auto', 'cpu', 'gpu'])
    .default('auto')
    .describe('`gpu` and `cpu` are promises: another device is an error. `auto` takes the GPU package where it is installed, and says what it got.'),
  capture: z
    .boolean()
    .default(true)
    .describe('Whether training steps run as one call of the library where they can. Their numbers differ from those of eager steps by rounding.'),
});

export type EngineOptions = z.output<typeof options>;

export const tensorflowEngine = defineEngine({
  id: 'tensorflow',
  summary: 'The native TensorFlow library, on GPU or CPU. Needs @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node.',
  options,
  create: (chosen) => createEngine(chosen, packageRoots),
});

/** @param roots - from where packages are looked for. */
export function createEngine({ device, capture }: EngineOptions, roots: () => readonly string[]): Engine {
  return {
    get rank() {
      return choosePackage(device, roots()).found?.name.endsWith('-gpu') && device !== 'cpu' ? 40 : 30;
    },
    probe: async () => probe(device, roots()),
    start: () => start(device, capture, roots()),
  };
}

function probe(device: Device, roots: readonly string[]): EngineProbe {
  const choice = choosePackage(device, roots);
  if (choice.found === undefined) return { available: false, detail: choice.detail, cure: choice.cure };
  return { available: true, detail: `${choice.found.name} ${choice.found.version} is installed` };
}

async function start(device: Device, capture: boolean, roots: readonly string[]): Promise<EngineSession> {
  const choice = choosePackage(device, roots);
  if (choice.found === undefined) {
    throw retortError('KD_E_ENGINE_MISSING', {
      what: `the engine "tensorflow" for device "${device}"`,
      expected: 'an engine that is available here',
      received: choice.detail,
      action: `Run \`${choice.cure}\``,
    });
  }
  const { found } = choice;
  const loaded = await loadPackage(found, device);
  checkDevice(device, loaded, found.name);
  const removeFused = installFused();
  // A native library cannot be unloaded, and other tensors may live on it: it stays.
  return {
    id: 'tensorflow',
    backend: 'tensorflow',
    device: deviceText(loaded, found.name),
    ...(capture ? { capture: captureStep } : {}),
    dispose: async () => removeFused(),
  };
}

function checkDevice(asked: Device, { gpu }: LoadedPackage, name: string): void {
  if (asked === 'auto' || (asked === 'gpu') === gpu) return;
  throw retortError('KD_E_ENGINE_DEVICE', {
    what: `the engine "tensorflow" with ${name}`,
    expected: `the device "${asked}"`,
    received: gpu ? 'a GPU' : 'the CPU',
    action: gpu
      ? 'Set CUDA_VISIBLE_DEVICES=-1 before the process starts'
      : 'Check `nvidia-smi`, and that the CUDA and cuDNN libraries the package was built for are on LD_LIBRARY_PATH; or ask for device `auto`',
  });
}

function deviceText({ gpu, library }: LoadedPackage, name: string): string {
  const version = library === undefined ? 'TensorFlow' : `TensorFlow ${library}`;
  if (gpu) return `${version}, GPU`;
  const text = `${version}, CPU, ${threadsText()}`;
  return name.endsWith('-gpu') ? `${text} (${name} is not using a GPU)` : text;
}

/** As the library chooses them: one for each core that the process may use, or what its variable says. */
function threadsText(): string {
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
