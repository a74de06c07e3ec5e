// What is shared is the TensorFlow.js of the tensor door, whole: core and layers.
import { createRequire } from 'node:module';
import { engine } from '@retort/tensor';
import { expect, test } from 'vitest';
import { SHARED_KEY, shareTensorflowJs } from './share-tensorflow-js.ts';

test('every name of both packages, from the one copy', () => {
  shareTensorflowJs();
  shareTensorflowJs();
  const shared = (globalThis as unknown as Record<symbol, Record<string, unknown>>)[Symbol.for(SHARED_KEY)]!;
  const require = createRequire(import.meta.url);
  for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'])
    expect(
      Object.keys(require(name) as object).filter((key) => key !== '__esModule' && !(key in shared)),
      name,
    ).toEqual([]);
  expect((shared.engine as typeof engine)()).toBe(engine());
  // What tfjs-node calls when it is loaded.
  for (const name of ['registerBackend', 'setBackend', 'KernelBackend', 'registerCallbackConstructor', 'CustomCallback', 'io'])
    expect(shared[name], name).toBeDefined();
});
