// A process with open sessions ends by itself, whether or not they were disposed or a run is under way for nobody; but not before an answer or a
// release that it waits for.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../', import.meta.url));
const entry = new URL('../../test/slow-runtime.cjs', import.meta.url).href;

/** Loads the source through a Vite server, as the tests do, because plain Node 20 runs no TypeScript. */
const program = `
  import { createViteServer } from 'vitest/node';
  const conditions = ['@retort/source'];
  const server = await createViteServer({
    root: ${JSON.stringify(folder)},
    configFile: false, logLevel: 'error', server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
    resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: ['node'] } },
  });
  const { openWorkerSession } = await server.ssrLoadModule('./src/runtime/worker-session.ts');
  await server.close();
  const counts = new Int32Array(new SharedArrayBuffer(12));
  const open = () => openWorkerSession(new URL(${JSON.stringify(entry)}), Uint8Array.of(1), { counts, ms: 100 });
  const run = (session) => session.run({ name: 'image', values: Float32Array.of(1, 2, 3, 4), dims: [1, 4] }, ['logits']);
  const [idle, released, busy] = [await open(), await open(), await open()];
  console.log((await run(idle)).logits.data.join());
  const last = run(released);
  await released.release();
  await last;
  console.log([...counts].join());
  void run(busy);
`;

test('with an idle session, a released one, and one that is busy for nobody', { timeout: 60_000 }, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder, timeout: 50_000 });
  expect(stdout).toBe('1,2,3,4\n2,2,1\n');
  expect(stderr).toBe('');
});
