// A session in a thread of its own: the runtime computes beside whatever the main thread does, which for the length of a run would stand
// still otherwise. Numbers are handed over, not copied. An idle session does not keep the process alive.
import { Worker } from 'node:worker_threads';
import { retortError } from '@retort/kernel';
import type { OnnxInput, OnnxSession, OnnxTensor } from './onnx-session.ts';

/** What the thread is asked; `release` where there is nothing more. */
export interface WorkerRequest extends OnnxInput {
  readonly id: number;
  readonly tensors: readonly string[];
}

/** What it says first. */
export type FirstReply =
  | { readonly kind: 'open'; readonly inputMetadata: OnnxSession['inputMetadata'] }
  | { readonly kind: 'not-loaded'; readonly message: string }
  | { readonly kind: 'not-opened'; readonly message: string };

/** What it says to a request. */
export type WorkerReply =
  | { readonly kind: 'ran'; readonly id: number; readonly outputs: Readonly<Record<string, OnnxTensor>> }
  | { readonly kind: 'not-run'; readonly id: number; readonly message: string };

interface Waiting {
  resolve(outputs: Readonly<Record<string, OnnxTensor>>): void;
  reject(error: Error): void;
}

/**
 * @param entry - the runtime's module.
 * @throws KD_E_ONNX_INSTALL where it does not load, KD_E_ONNX_RUN where it does not open the file
 */
export async function openWorkerSession(entry: URL, file: Uint8Array, options: object): Promise<OnnxSession> {
  // Flags that the process was started with are not the thread's: some, as `--input-type`, keep it from starting from a file.
  const worker = new Worker(new URL('./session-worker.js', import.meta.url), { workerData: { entry: entry.href, file, options }, execArgv: [] });
  const reply = await firstReply(worker);
  if (reply.kind === 'not-loaded') throw retortError('KD_E_ONNX_INSTALL', { what: `onnxruntime-node cannot be loaded: ${reply.message}` });
  if (reply.kind === 'not-opened') throw retortError('KD_E_ONNX_RUN', { what: `the ONNX model cannot be opened: ${reply.message}` });
  return sessionOver(worker, reply.inputMetadata);
}

/** A thread that ends before it says anything has not opened the file. */
function firstReply(worker: Worker): Promise<FirstReply> {
  return new Promise((resolve) => {
    const notOpened = ({ message }: Error): void => resolve({ kind: 'not-opened', message });
    worker.once('message', resolve);
    worker.once('error', notOpened);
    worker.once('exit', (code) => notOpened(ended(code)));
  });
}

function sessionOver(worker: Worker, inputMetadata: OnnxSession['inputMetadata']): OnnxSession {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let over: Error | undefined;
  let releasing = false;
  let failed: Error | undefined;

  const end = (error: Error): void => {
    over ??= error;
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  worker.on('message', (reply: WorkerReply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0 && !releasing) worker.unref();
    if (reply.kind === 'ran') asker?.resolve(reply.outputs);
    else asker?.reject(new Error(reply.message));
  });
  worker.on('error', (error) => {
    if (releasing) failed = error;
    end(error);
  });
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      end(ended(code));
      resolve();
    });
  });
  worker.unref();

  return {
    inputMetadata,
    async run(input, tensors) {
      if (over !== undefined) throw over;
      return new Promise((resolve, reject) => {
        const request: WorkerRequest = { ...input, id: asked, tensors };
        asked += 1;
        waiting.set(request.id, { resolve, reject });
        // Somebody waits for the answer: the process stays until it is there.
        worker.ref();
        worker.postMessage(request, [input.values.buffer]);
      });
    },
    async release() {
      releasing = true;
      worker.ref();
      worker.postMessage('release');
      await exited;
      if (failed !== undefined) throw failed;
    },
  };
}

function ended(code: number): Error {
  return new Error(`the thread of the ONNX model has ended, with code ${code}`);
}
