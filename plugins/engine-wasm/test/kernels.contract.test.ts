// Every repaired kernel equals the cpu engine on random shapes, strides, paddings, dilations and values, and leaves nothing
// behind on the heap.
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { engineWasmPlugin } from '../src/index.ts';
import { repairs } from '../src/repairs.ts';
import type { Drawn } from './cases/drawn.ts';
import { kernelCases } from './kernel-cases.ts';
import { parity } from './parity.ts';

const TOLERANCE = 1e-4;
const RUNS = 40;

/** A counterexample printed as shapes; the values follow from the seed. */
function inBrief(drawn: Drawn): Drawn {
  const shapes = drawn.inputs.map(({ shape, dtype }) => `${dtype ?? 'float32'} [${shape.join()}]`).join(', ');
  return Object.assign(drawn, { [fc.toStringMethod]: () => shapes });
}

beforeAll(async () => {
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  await kernel.make('engine', 'wasm').start();
});

test('every repair has a case, and every case a repair', () => {
  expect([...new Set(kernelCases.map((each) => each.kernel))].toSorted()).toEqual(repairs.map(({ kernel }) => kernel).toSorted());
});

describe.each(kernelCases)('$kernel: $what', ({ draw }) => {
  test('equals cpu and leaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(draw.map(inBrief), async ({ inputs, compute, reference }) => {
        const { error, leaked } = await parity(inputs, compute, reference);
        expect(leaked).toBe(0);
        expect(error).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: RUNS, seed: 20_240_917 },
    );
  });
});
