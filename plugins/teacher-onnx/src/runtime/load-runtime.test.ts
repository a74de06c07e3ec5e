// Where the runtime is not, the error says how to get it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadRuntime, locateRuntime } from './load-runtime.ts';

const folder = await mkdtemp(join(tmpdir(), 'retort-onnx-'));
afterAll(() => rm(folder, { recursive: true }));

test('it is absent', async () => {
  expect(locateRuntime([folder])).toBeUndefined();
  await expect(loadRuntime([folder])).rejects.toThrow(/not installed.*ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1\.30\.0.*KD_E_ONNX_INSTALL/);
});

test('it is there and does not load, or is taken from the first root that has it', async () => {
  const install = async (root: string, text: string) => {
    const path = join(folder, root, 'node_modules/onnxruntime-node');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'package.json'), '{ "name": "onnxruntime-node", "main": "index.js" }');
    await writeFile(join(path, 'index.js'), text);
  };
  await install('broken', "throw new Error('no such instruction');");
  await install('whole', 'module.exports = { InferenceSession: { create: 1 }, Tensor: 2 };');
  await expect(loadRuntime([join(folder, 'broken')])).rejects.toThrow(/no such instruction.*KD_E_ONNX_INSTALL/);
  expect(await loadRuntime([folder, join(folder, 'whole')])).toMatchObject({ InferenceSession: { create: 1 }, Tensor: 2 });
});
