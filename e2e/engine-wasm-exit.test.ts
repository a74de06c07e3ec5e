// A process that used the engine `wasm` ends by itself, with its own exit code, whatever the number of threads.
import { expect, test } from 'vitest';
import { type Ended, startNode } from './retort-command.ts';

const program = (threads: string, end: string) => `
  import { createKernel } from '@retort/kernel';
  import { engineWasmPlugin } from '@retort/plugin-engine-wasm';
  import { matMul, tensor2d } from '@retort/tensor';
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  const { device } = await kernel.make('engine', { id: 'wasm', threads: ${threads} }).start();
  console.log(device, String(await matMul(tensor2d([1, 2], [1, 2]), tensor2d([3, 4], [2, 1])).data()));
  ${end}
`;

/** What does not end by itself is killed, and its `signal` says so. */
async function run(threads: string, end = ''): Promise<Ended> {
  const { child, ended } = startNode(['--input-type=module', '--eval', program(threads, end)]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

test.each([
  ['1', 'WebAssembly SIMD, 1 thread 11'],
  ['2', 'WebAssembly SIMD, 2 threads 11'],
])('threads: %s, nothing disposed: the process ends', async (threads, printed) => {
  expect(await run(threads)).toMatchObject({ code: 0, signal: null, stdout: `${printed}\n`, stderr: '' });
});

test('an error that nobody catches still ends the process as Node does', async () => {
  const { code, signal, stderr } = await run('2', "setTimeout(() => { throw new Error('on purpose'); });");
  expect({ code, signal, stderr }).toEqual({ code: 1, signal: null, stderr: expect.stringContaining('on purpose') });
});
