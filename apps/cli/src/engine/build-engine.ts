// Builds the folder of the native engine: tfjs-node's JavaScript and its addon, compiled from the sources in that package against
// the libraries of a current TensorFlow. It has no TensorFlow.js of its own: see the shims.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SHARED_KEY } from '@retort/plugin-engine-tensorflow';
import { fetchPackages } from './fetch-packages.ts';
import { fetchTensorflow, LIBRARIES } from './fetch-tensorflow.ts';
import { commandOf, type Job } from './job.ts';
import { runTool } from './run-tool.ts';
import { exists } from './staging.ts';

export interface EnginePlan {
  /** `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`. */
  readonly name: string;
  readonly version: string;
  /** pip's requirement: `tensorflow-cpu==2.21.0`. */
  readonly wheel: string;
  readonly platforms: readonly string[];
}

export interface BuiltEngine {
  readonly folder: string;
  readonly origin: string;
}

/** Every Node that Retort runs on has it. */
const NAPI = 8;

/** Of what the package needs beside TensorFlow.js and its installer, as its own lock has them. */
const OTHERS = [
  { name: 'google-protobuf', version: '3.21.4' },
  { name: 'progress', version: '2.0.3' },
];
const HEADERS = { name: 'node-api-headers', version: '1.9.0' };

/** By module: the file that stands in its place. */
const shims: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs': `module.exports = globalThis[Symbol.for('${SHARED_KEY}')];\n`,
  '@tensorflow/tfjs-core': `module.exports = globalThis[Symbol.for('${SHARED_KEY}')];\n`,
  '@mapbox/node-pre-gyp': `const { dirname, join } = require('node:path');
exports.find = (description) => join(dirname(description), 'lib', 'napi-v${NAPI}', 'tfjs_binding.node');\n`,
};

/** @throws KD_E_INSTALL_SOURCE, KD_E_INSTALL_STEP */
export async function buildEngine(job: Job, { name, version, wheel, platforms }: EnginePlan): Promise<BuiltEngine> {
  const folder = join(job.staging, 'tensorflow');
  const modules = join(folder, 'node_modules');
  const root = join(modules, name);
  const headers = join(process.execPath, '..', '..', 'include', 'node');
  const local = await exists(join(headers, 'node_api.h'));
  const fetched = join(job.staging, 'headers');
  await fetchPackages(job, [
    { name, version, to: root },
    ...OTHERS.map((other) => ({ ...other, to: join(modules, other.name) })),
    ...(local ? [] : [{ ...HEADERS, to: fetched }]),
  ]);
  const { include, libraries, origin } = await fetchTensorflow(job, wheel, platforms);
  await mkdir(join(root, 'deps', 'lib'), { recursive: true });
  for (const file of LIBRARIES) await rename(join(libraries, file), join(root, 'deps', 'lib', file));
  job.step(`compile the addon with ${commandOf(job, 'compiler')}`);
  await mkdir(join(root, 'lib', `napi-v${NAPI}`), { recursive: true });
  await runTool({
    ...job.tool,
    command: commandOf(job, 'compiler'),
    args: compilerArguments(root, [local ? headers : join(fetched, 'include'), include]),
    purpose: 'compiling the addon',
  });
  for (const [module, text] of Object.entries(shims)) await writeShim(join(modules, module, 'index.js'), text);
  await rm(join(root, 'src'), { recursive: true, force: true });
  return { folder, origin };
}

function compilerArguments(root: string, includes: readonly string[]): readonly string[] {
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(root, 'binding', file));
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NAPI}`],
    ...includes.map((include) => `-I${include}`),
    ...sources,
    ...['-o', join(root, 'lib', `napi-v${NAPI}`, 'tfjs_binding.node'), `-L${join(root, 'deps', 'lib')}`],
    ...LIBRARIES.map((file) => `-l:${file}`),
    // Beside the addon, wherever the folder is moved.
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
}

async function writeShim(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
