// docs/kernels.md: measuring the rows and writing them as text. Part of the tests, not of the package.
import { getKernel, setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { installRepairs, removeRepairs } from '../src/kernel/install-repairs.ts';
import type { Repair } from '../src/kernel/repair.ts';
import { repairs } from '../src/repairs.ts';
import { kernelCases } from './kernel-cases.ts';
import { cpuMilliseconds, kernelTimings } from './kernel-timings.ts';
import { parity } from './parity.ts';

export interface TableRow {
  readonly repair: Repair;
  readonly error: number;
  readonly time: string;
}

const RUNS = 200;

/** Takes about a minute. Leaves the repairs installed. */
export async function measureTable(): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for (const repair of repairs) rows.push({ repair, error: await largestError(repair.kernel), time: await timeOf(repair.kernel) });
  return rows;
}

async function largestError(kernel: string): Promise<number> {
  let largest = 0;
  for (const { draw } of kernelCases.filter((each) => each.kernel === kernel)) {
    for (const { inputs, compute, reference } of fc.sample(draw, { numRuns: RUNS, seed: 7 })) {
      largest = Math.max(largest, (await parity(inputs, compute, reference)).error);
    }
  }
  return largest;
}

async function timeOf(kernel: string): Promise<string> {
  const timing = kernelTimings.find((each) => each.kernel === kernel);
  if (timing === undefined) throw new Error(`${kernel} has no timing`);
  await setBackend('wasm');
  const repaired = cpuMilliseconds(timing);
  removeRepairs();
  const shipped = getKernel(kernel, 'wasm') === undefined ? undefined : cpuMilliseconds(timing);
  installRepairs(repairs);
  await setBackend('cpu');
  const [name, other] = shipped === undefined ? ['cpu', cpuMilliseconds(timing, 1, 0)] : ['shipped', shipped];
  return `${timing.what}: ${ms(repaired)}, ${name} ${ms(other)}`;
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;

/** The cells of a row that are not measured. None of them holds a vertical bar. */
export const rowHead = ({ kernel, shipped, instead }: Repair): string[] => [`\`${kernel}\``, shipped, instead];

export function tableText(rows: readonly TableRow[]): string {
  const lines = rows.map(({ repair, error, time }) => `| ${[...rowHead(repair), error === 0 ? '0' : error.toExponential(1), time].join(' | ')} |`);
  return `# Kernels of the wasm engine

The kernels of TensorFlow.js's WebAssembly backend (4.22.0) that the engine replaces, with what is the matter with the one that
is shipped, what is done instead, the largest relative error against the cpu engine over ${RUNS} random draws of each case (shapes,
strides, paddings, dilations; values that are often 0 or negative), and median CPU time of one call on one thread. Every other
kernel is used as it is shipped; the contract tests compare those that training reaches with the cpu engine too.

Written by \`node plugins/engine-wasm/scripts/kernel-table.mjs\`; a contract test checks that no row is missing or stale.

| kernel | as shipped | instead | largest error | time |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
