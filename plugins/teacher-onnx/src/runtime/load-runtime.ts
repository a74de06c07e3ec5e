// The runtime of ONNX files, onnxruntime-node, where somebody has installed it. It is loaded when the first model is opened.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { retortError } from '@retort/kernel';

export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly inputMetadata: readonly {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  run(feeds: Readonly<Record<string, OnnxTensor>>, fetches: readonly string[]): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** What is used of the package. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

export const RUNTIME = 'onnxruntime-node';

/** @param roots - files or folders from which Node's resolution starts, in order. @throws KD_E_ONNX_INSTALL */
export async function loadRuntime(roots: readonly string[] = [import.meta.url, process.cwd()]): Promise<OnnxRuntime> {
  const entry = locateRuntime(roots);
  if (entry === undefined) throw retortError('KD_E_ONNX_INSTALL', { what: `${RUNTIME} is not installed` });
  try {
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as { readonly default?: OnnxRuntime } & OnnxRuntime;
    return loaded.default?.InferenceSession === undefined ? loaded : loaded.default;
  } catch (cause) {
    throw retortError('KD_E_ONNX_INSTALL', { what: `${RUNTIME} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, cause });
  }
}

/** The file to import; `undefined` where none of the roots has the package. */
export function locateRuntime(roots: readonly string[] = [import.meta.url, process.cwd()]): string | undefined {
  for (const root of roots) {
    const require = createRequire(root.startsWith('file:') ? root : join(root, 'resolve-from-here.js'));
    try {
      return require.resolve(RUNTIME);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}
