// A process that used the engine ends by itself, with its own exit code, whatever the number of threads.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Loads the source through a Vite server, as the tests do, because plain Node 20 runs no TypeScript. */
const program = (threads: string, end: string) => `
  import { createViteServer } from 'vitest/node';
  const conditions = ['@retort/source'];
  const server = await createViteServer({
    root: ${JSON.stringify(fileURLToPath(new URL('../', import.meta.url)))},
    configFile: false, logLevel: 'error', server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
    resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: ['node'] } },
  });
  const { createKernel } = await server.ssrLoadModule('@retort/kernel');
  const { matMul, tensor2d } = await server.ssrLoadModule('@retort/tensor');
  const { engineWasmPlugin } = await server.ssrLoadModule('./src/index.ts');
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  const { device } = await kernel.make('engine', { id: 'wasm', threads: ${threads} }).start();
  console.log(device, String(await matMul(tensor2d([1, 2], [1, 2]), tensor2d([3, 4], [2, 1])).data()));
  await server.close();
  ${end}
`;

const run = (threads: string, end = '') =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program(threads, end)], {
    cwd: fileURLToPath(new URL('../', import.meta.url)),
    timeout: 25_000,
  });

test.each([
  ['1', 'WebAssembly SIMD, 1 thread 11'],
  ['2', 'WebAssembly SIMD, 2 threads 11'],
])('threads: %s, nothing disposed: the process ends', async (threads, printed) => {
  const { stdout, stderr } = await run(threads);
  expect(stdout.trim()).toBe(printed);
  expect(stderr).toBe('');
});

test('an error that nobody catches still ends the process as Node does', async () => {
  await expect(run('2', "setTimeout(() => { throw new Error('on purpose'); });")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('on purpose'),
  });
});
