// The runtime of ONNX files, onnxruntime-node, where somebody has installed it. It is loaded in the thread of a session, when a model is opened.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { retortError } from '@retort/kernel';
import type { OnnxRuntime } from './onnx-session.ts';
import { openWorkerSession } from './worker-session.ts';

export const RUNTIME = 'onnxruntime-node';

/** @param roots - files or folders from which Node's resolution starts, in order. @throws KD_E_ONNX_INSTALL */
export function findRuntime(roots?: readonly string[]): OnnxRuntime {
  const entry = locateRuntime(roots);
  if (entry === undefined) throw retortError('KD_E_ONNX_INSTALL', { what: `${RUNTIME} is not installed` });
  return { open: (file, options) => openWorkerSession(pathToFileURL(entry), file, options) };
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
