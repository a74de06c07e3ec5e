// For this package's own tests: a folder that looks like an installed tfjs-node, with plain JavaScript in the addon's place.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Fake {
  readonly name: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
  readonly version?: string;
  /** Whether the addon lies where the install script puts it. */
  readonly built?: boolean;
  /** What the library finds. */
  readonly gpu?: boolean;
  /** Replaces the whole entry file. */
  readonly entry?: string;
}

/** The TensorFlow.js that Retort computes with, as an absolute path. */
const tensorPackage = createRequire(import.meta.url).resolve('@retort/tensor/package.json');
const core = JSON.stringify(createRequire(tensorPackage).resolve('@tensorflow/tfjs-core'));

/** As the real one: checks util, registers `tensorflow` with priority 3 and a kernel, makes it current. `loaded` counts the loads of the addon. */
const entry = (gpu: boolean) => `
globalThis.tfjsNodeLoads = (globalThis.tfjsNodeLoads ?? 0) + 1;
const tf = require(${core});
if (!require('util').isNullOrUndefined(null)) throw new Error('util was not repaired');
class Backend extends tf.KernelBackend {
  binding = { TF_Version: '2.9.1' };
  isUsingGpuDevice = ${gpu} && process.env.CUDA_VISIBLE_DEVICES !== '-1';
  dispose() {}
}
for (const kernelName of ['Softmax', 'Sum'])
  if (!tf.getKernel(kernelName, 'tensorflow')) tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: () => { throw new Error('a double'); } });
tf.registerBackend('tensorflow', () => new Backend(), 3);
tf.setBackend('tensorflow');
`;

/** Makes a project folder with these packages installed. */
export function project(...fakes: readonly Fake[]): string {
  const root = mkdtempSync(join(tmpdir(), 'retort-engine-'));
  folders.push(root);
  for (const { name, version = '4.22.0', built = true, gpu = false, entry: custom } of fakes) {
    const folder = join(root, 'node_modules', name);
    mkdirSync(join(folder, 'dist'), { recursive: true });
    const binary = { module_name: 'tfjs_binding', module_path: './lib/napi-v{napi_build_version}', napi_versions: [3, 8] };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'dist/index.js', binary }));
    writeFileSync(join(folder, 'dist', 'index.js'), custom ?? entry(gpu));
    if (!built) continue;
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true });
    writeFileSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), 'not an addon: loading it would fail');
  }
  return root;
}

/** How often an entry file ran in this process. */
export const loads = (): number => (globalThis as { tfjsNodeLoads?: number }).tfjsNodeLoads ?? 0;

const folders: string[] = [];

export function removeProjects(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
