// The backend with threads in Node. The package's own start-up gives its workers Blob addresses, which Node's workers cannot
// load, and so leaves threads off; this does the same start-up with workers that Node can load.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { packageFile, requirePackageFile } from './package-folder.ts';

const SCRIPT = 'wasm-out/tfjs-backend-wasm-threaded-simd.js';
const WORKER = 'wasm-out/tfjs-backend-wasm-threaded-simd.worker.js';
const BINARY = 'wasm-out/tfjs-backend-wasm-threaded-simd.wasm';

type Imports = Record<string, Record<string, unknown>>;
type Module = BackendWasm['wasm'] & {
  cwrap(name: string, returns: string | null, takes: readonly string[]): (...args: number[]) => never;
  PThread: { unusedWorkers: NodeWorker[]; runningWorkers: NodeWorker[] };
};
interface NodeWorker {
  unref(): void;
}
interface FactoryConfig {
  locateFile(path: string): string | URL;
  instantiateWasm(imports: Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void): object;
}

/**
 * A backend with its threads running. They do not keep the process alive.
 *
 * @param create - `new BackendWasm(module)`, after `setThreadsCount(threads)`.
 */
export async function threadedBackend(threads: number, create: (module: BackendWasm['wasm']) => BackendWasm): Promise<BackendWasm> {
  const module = await initialise(threads);
  bindBackendFunctions(module);
  const backend = create(module);
  // Starting a thread makes its worker hold the process again, so this comes after the backend has started them.
  for (const each of [...module.PThread.unusedWorkers, ...module.PThread.runningWorkers]) each.unref();
  return backend;
}

async function initialise(threads: number): Promise<Module> {
  // biome-ignore lint/style/noRestrictedImports: reads the program of the package, no data of a run
  const { readFile } = await import('node:fs/promises');
  const factory = await requirePackageFile<(config: FactoryConfig) => Promise<Module>>(SCRIPT);
  const binary = await packageFile(BINARY);
  const worker = await workerAddress();
  const bytes = await readFile(binary);
  return new Promise<Module>((resolve, reject) => {
    const config: FactoryConfig = {
      locateFile: (path) => (path.endsWith('.worker.js') ? worker : binary),
      instantiateWasm: (imports, done) => {
        countCores(imports, 2 * threads);
        WebAssembly.instantiate(bytes, imports as WebAssembly.Imports).then(({ instance, module }) => done(instance, module), reject);
        return {};
      },
    };
    factory(config).then(resolve, reject);
  });
}

/** The thread pool takes half of the cores that it is told of, so it is told of twice as many as there shall be threads. */
function countCores(imports: Imports, cores: number): void {
  for (const namespace of Object.values(imports)) {
    if ('emscripten_num_logical_cores' in namespace) namespace.emscripten_num_logical_cores = () => cores;
  }
}

/** A worker that runs the package's own worker script; a data address needs no file beside the compiled one. */
async function workerAddress(): Promise<URL> {
  const script = await packageFile(SCRIPT);
  const { wasmWorkerContents } = await requirePackageFile<{ wasmWorkerContents: string }>(WORKER);
  // The script holds a raw line break inside a string literal; escaped it parses.
  const contents = JSON.stringify(wasmWorkerContents.replace(/\n/g, '\\n'));
  const source = [
    "import { createRequire } from 'node:module';",
    `const file = ${JSON.stringify(script)};`,
    `new Function('require', '__filename', ${contents})(createRequire(file), file);`,
  ].join('\n');
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** The functions that the package's start-up binds for its backend. */
function bindBackendFunctions(module: Module): void {
  const bind = (name: string, returns: string | null, takes: number) => module.cwrap(name, returns, new Array<string>(takes).fill('number'));
  module.tfjs = {
    init: bind('init', null, 0),
    initWithThreadsCount: bind('init_with_threads_count', null, 1),
    getThreadsCount: bind('get_threads_count', 'number', 0),
    registerTensor: bind('register_tensor', null, 3),
    disposeData: bind('dispose_data', null, 1),
    dispose: bind('dispose', null, 0),
  };
}
