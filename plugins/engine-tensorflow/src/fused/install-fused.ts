// Puts the fused forms into the registries of TensorFlow.js while a session of this engine lives, and takes them out after the
// last one. Who writes a loss or a model never sees them: they stand behind the operations and layers of everybody.
import { retortError } from '@retort/kernel';
import {
  type GradConfig,
  getGradient,
  getKernel,
  type KernelConfig,
  registerGradient,
  registerKernel,
  type Tensor,
  unregisterGradient,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { batchNorm, batchNormGradient } from './batch-norm.ts';
import type { FusedForm } from './fused-form.ts';
import type { NativeBackend } from './native-op.ts';
import { reluGradient, softmaxKernel, sumKernel } from './replacements.ts';
import { crossEntropy, logSoftmax } from './softmax.ts';

const BACKEND = 'tensorflow';
const forms: readonly FusedForm[] = [batchNorm, crossEntropy, logSoftmax];

/** What undoes the installation; empty while nothing is installed. */
const undo: (() => void)[] = [];
let sessions = 0;

/** Needs the backend's package to be loaded. Returns what ends this session's use, once. */
export function installFused(): () => void {
  if (sessions === 0) {
    try {
      install();
    } catch (error) {
      remove();
      throw error;
    }
  }
  sessions++;
  let live = true;
  return () => {
    if (!live) return;
    live = false;
    sessions--;
    if (sessions === 0) remove();
  };
}

function install(): void {
  for (const { kernel, run } of forms) {
    registerKernel({
      kernelName: kernel,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) => [...run(inputs as Record<string, Tensor>, attrs ?? {}, backend as NativeBackend)],
    });
    undo.push(() => unregisterKernel(kernel, BACKEND));
  }
  registerGradient(batchNormGradient);
  undo.push(() => unregisterGradient(batchNormGradient.kernelName));
  replaceGradient('Relu', reluGradient);
  replaceKernel('Sum', sumKernel);
  replaceKernel('Softmax', softmaxKernel);
}

function remove(): void {
  for (const step of undo.splice(0).reverse()) step();
}

function replaceGradient(kernel: string, replace: (original: GradConfig) => GradConfig): void {
  const original = found(getGradient(kernel), `the gradient of ${kernel}`);
  const put = (config: GradConfig): void => {
    unregisterGradient(kernel);
    registerGradient(config);
  };
  put(replace(original));
  undo.push(() => put(original));
}

function replaceKernel(kernel: string, replace: (original: KernelConfig) => KernelConfig): void {
  const original = found(getKernel(kernel, BACKEND), `the kernel ${kernel}`);
  const put = (config: KernelConfig): void => {
    unregisterKernel(kernel, BACKEND);
    registerKernel(config);
  };
  put(replace(original));
  undo.push(() => put(original));
}

function found<T>(config: T | undefined | null, what: string): T {
  if (config === undefined || config === null) throw retortError('KD_E_ENGINE_START', { what, expected: 'registered by TensorFlow.js', received: 'nothing' });
  return config;
}
