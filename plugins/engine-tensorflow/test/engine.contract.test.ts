// The engine contract: on the native library where it is installed, as a package or by `retort engine install tensorflow`; else
// what the contract says of an engine that is not there.
import { engineContract } from '@retort/testing';
import * as vitest from 'vitest';
import { expect, test } from 'vitest';
import { tensorflowEngine } from '../src/index.ts';
import { absent, nativeEngine, titled } from './native.ts';

engineContract(tensorflowEngine, vitest);

test.skipIf(absent)(titled('the contract ran on the native library'), async () => {
  const { backend, device } = await nativeEngine().start();
  expect({ backend, device }).toEqual({ backend: 'tensorflow', device: expect.stringMatching(/^TensorFlow \d+\.\d+\.\d+, (CPU|GPU)/) });
});
