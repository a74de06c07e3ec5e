import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { createKernel } from './plugin/create-kernel.ts';
import { kernelVersion } from './version.ts';

test("is the package's version", () => {
  expect(kernelVersion).toBe(manifest.version);
  expect(createKernel({ plugins: [] }).version).toBe(manifest.version);
});
