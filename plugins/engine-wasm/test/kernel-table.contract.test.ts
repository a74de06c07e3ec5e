// docs/kernels.md names every repair with its state; and what it calls missing or wrong is so, in the backend as shipped. When
// an upgrade of the backend mends a kernel, this fails, and the repair can go.
import { readFile, writeFile } from 'node:fs/promises';
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import { getKernel, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { engineWasmPlugin } from '../src/index.ts';
import { installRepairs, removeRepairs } from '../src/kernel/install-repairs.ts';
import { repairs } from '../src/repairs.ts';
import { measureTable, rowHead, tableText } from './kernel-table.ts';
import { kernelTimings } from './kernel-timings.ts';
import { parity } from './parity.ts';
import { wrongAsShipped } from './wrong-as-shipped.ts';

const page = new URL('../docs/kernels.md', import.meta.url);
const write = process.env.RETORT_WRITE_KERNEL_TABLE === '1';

beforeAll(async () => {
  const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
  await kernel.make('engine', 'wasm').start();
  if (write) await writeFile(page, tableText(await measureTable()));
}, 300_000);

afterEach(() => {
  installRepairs(repairs);
});

test('the page has one row for every repair, in order, within the tolerance', async () => {
  const lines = (await readFile(page, 'utf8')).split('\n').filter((line) => line.startsWith('| `'));
  const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const stale = 'the page is stale: node plugins/engine-wasm/scripts/kernel-table.mjs';
  expect(
    rows.map((cells) => cells.slice(1, 4)),
    stale,
  ).toEqual(repairs.map(rowHead));
  for (const cells of rows) {
    expect(Number(cells[4])).toBeLessThanOrEqual(1e-4);
    expect(cells[5]).toMatch(/: [\d.]+ ms, (cpu|shipped) [\d.]+ ms$/);
  }
});

test('every repair is timed', () => {
  expect(kernelTimings.map(({ kernel }) => kernel)).toEqual(repairs.map(({ kernel }) => kernel));
});

test.each(repairs.filter(({ shipped }) => shipped === 'missing'))('$kernel is missing as shipped', ({ kernel }) => {
  removeRepairs();
  expect(getKernel(kernel, 'wasm')).toBeUndefined();
});

test('every kernel called wrong has an example', () => {
  const wrong = repairs.filter(({ shipped }) => shipped === 'wrong').map(({ kernel }) => kernel);
  expect(wrongAsShipped.map(({ kernel }) => kernel)).toEqual(wrong);
});

test.each(wrongAsShipped)('$kernel is wrong as shipped: $what', async ({ inputs, compute, repairedRefuses }) => {
  if (repairedRefuses) await expect(parity(inputs, compute)).rejects.toThrow(/KD_E_ENGINE_KERNEL/);
  else expect((await parity(inputs, compute)).error).toBeLessThanOrEqual(1e-4);
  await setBackend('wasm');
  removeRepairs();
  expect((await parity(inputs, compute)).error).toBeGreaterThan(0.1);
});
