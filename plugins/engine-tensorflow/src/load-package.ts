// Loads the native package and takes its backend into use. The one place where the addon is loaded.
import { pathToFileURL } from 'node:url';
import { retortError } from '@retort/kernel';
import { engine, setBackend } from '@retort/tensor';
import type { Device } from './choose-package.ts';
import type { LocatedPackage } from './locate-package.ts';
import { repairUtil } from './repair-util.ts';
import { shareTensorflowJs } from './share-tensorflow-js.ts';

const BACKEND = 'tensorflow';

export interface LoadedPackage {
  readonly gpu: boolean;
  /** The TensorFlow library's version; undefined where the package does not tell it. */
  readonly library: string | undefined;
}

/** Imports the package, which registers its backend, and makes that current. Throws `KD_E_ENGINE_START` with the cause. */
export async function loadPackage({ name, entry }: LocatedPackage, device: Device): Promise<LoadedPackage> {
  repairUtil();
  shareTensorflowJs();
  // Read once, when the library starts: the GPU package then sees no GPU.
  if (device === 'cpu' && name.endsWith('-gpu')) process.env.CUDA_VISIBLE_DEVICES = '-1';
  // The library announces the processor's features on stderr otherwise.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  // By itself the library uses oneDNN only where there is AVX-512; convolutions are about twice as fast with it elsewhere too.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  await importPackage(name, entry);
  if (!(BACKEND in engine().registryFactory) || !(await setBackend(BACKEND))) {
    throw retortError('KD_E_ENGINE_START', {
      what: `the backend of ${name}`,
      expected: `"${BACKEND}" to be registered in the TensorFlow.js that Retort uses`,
      received: 'a package that registered it elsewhere, or whose backend did not start',
      action: 'Run `npm ls @tensorflow/tfjs-core` and keep one copy',
    });
  }
  const backend: object = engine().backend;
  return { gpu: 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true, library: libraryOf(backend) };
}

function libraryOf(backend: object): string | undefined {
  const binding = 'binding' in backend ? backend.binding : undefined;
  if (typeof binding !== 'object' || binding === null || !('TF_Version' in binding)) return undefined;
  return String(binding.TF_Version);
}

async function importPackage(name: string, entry: string): Promise<void> {
  try {
    await import(/* @vite-ignore */ pathToFileURL(entry).href);
  } catch (cause) {
    throw retortError('KD_E_ENGINE_START', {
      what: `${name} cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      action: `Run \`npm rebuild ${name}\`; the addon can be loaded once in a process, and not in worker threads`,
      cause,
    });
  }
}
