// Where the runtime is not, the error says how to get it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findRuntime, locateRuntime } from './find-runtime.ts';

const folder = await mkdtemp(join(tmpdir(), 'retort-onnx-'));
afterAll(() => rm(folder, { recursive: true }));

test('it is absent', () => {
  expect(locateRuntime([folder])).toBeUndefined();
  expect(() => findRuntime([folder])).toThrow(/not installed.*ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1\.30\.0.*KD_E_ONNX_INSTALL/);
});

test('it is there and does not load, or is taken from the first root that has it', async () => {
  const install = async (root: string, text: string) => {
    const path = join(folder, root, 'node_modules/onnxruntime-node');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'package.json'), '{ "name": "onnxruntime-node", "main": "index.js" }');
    await writeFile(join(path, 'index.js'), text);
  };
  await install('broken', "throw new Error('no such instruction');");
  await install(
    'whole',
    `exports.InferenceSession = {
      create: async ([byte], { threads }) => ({ inputMetadata: [{ name: 'byte ' + byte + ', threads ' + threads, isTensor: true }], release: async () => {} }),
    };`,
  );
  const open = (...roots: string[]) => findRuntime(roots.map((root) => join(folder, root))).open(Uint8Array.of(7), { threads: 2 });
  await expect(open('broken')).rejects.toThrow(/cannot be loaded: no such instruction.*KD_E_ONNX_INSTALL/);
  const session = await open('nothing', 'whole');
  expect(session.inputMetadata).toEqual([{ name: 'byte 7, threads 2', isTensor: true }]);
  await session.release();
});
