// The thread of worker-session.ts: loads the runtime, opens one session, and answers one request after the other. Plain JavaScript, since a
// thread starts from a file and Node 20 runs no TypeScript.
import { parentPort, workerData } from 'node:worker_threads';

/** @typedef {import('./worker-session.ts').WorkerRequest} WorkerRequest */
/** @typedef {import('./worker-session.ts').FirstReply | import('./worker-session.ts').WorkerReply} Reply */

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** @param {Reply} reply @param {ArrayBuffer[]} handed */
const say = (reply, handed = []) => port.postMessage(reply, handed);

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

async function load() {
  const loaded = await import(workerData.entry);
  return loaded.default?.InferenceSession === undefined ? loaded : loaded.default;
}

/** @param {any} runtime @param {any} session @param {WorkerRequest} request */
async function answer(runtime, session, { id, name, values, dims, tensors }) {
  try {
    const said = await session.run({ [name]: new runtime.Tensor('float32', values, dims) }, tensors);
    // The runtime's own memory stays here: what is handed over is a copy.
    const outputs = Object.fromEntries(
      tensors.map((tensor) => [tensor, { type: said[tensor].type, dims: said[tensor].dims, data: said[tensor].data.slice() }]),
    );
    const buffers = Object.values(outputs).flatMap(({ data }) => (ArrayBuffer.isView(data) ? [/** @type {ArrayBuffer} */ (data.buffer)] : []));
    say({ kind: 'ran', id, outputs }, buffers);
  } catch (error) {
    say({ kind: 'not-run', id, message: messageOf(error) });
  }
}

/** @param {any} runtime @param {any} session */
function serve(runtime, session) {
  let last = Promise.resolve();
  port.on('message', (/** @type {WorkerRequest | 'release'} */ request) => {
    last = last.then(async () => {
      if (request !== 'release') return answer(runtime, session, request);
      await session.release();
      port.close();
    });
  });
  say({ kind: 'open', inputMetadata: session.inputMetadata });
}

await load().then(
  (runtime) =>
    runtime.InferenceSession.create(workerData.file, workerData.options).then(
      (/** @type {any} */ session) => serve(runtime, session),
      (/** @type {unknown} */ error) => say({ kind: 'not-opened', message: messageOf(error) }),
    ),
  (error) => say({ kind: 'not-loaded', message: messageOf(error) }),
);
