// The page, from a small result: rows, ratios, what was skipped, scaling.
import { expect, test } from 'vitest';
import { markdownTable } from './markdown-table.ts';
import { performancePage, stepTable } from './performance-page.ts';
import { type BenchResult, type Cell, RESULT_VERSION, ratiosOf } from './result.ts';
import { spread } from './statistics.ts';

const measured = (contender: string, teacher: Cell['teacher'], rounds: readonly number[], frameworkShare?: number, steps?: string): Cell => ({
  scenario: 'convnet',
  contender,
  teacher,
  rounds,
  ms: spread(rounds),
  imagesPerSecond: 64_000 / spread(rounds).median,
  peakBytes: 400e6,
  ...(frameworkShare === undefined ? {} : { frameworkShare }),
  ...(steps === undefined ? {} : { steps }),
});

const cells: readonly Cell[] = [
  measured('wasm', 'live', [200, 300, 250], 0.125),
  measured('wasm', 'cached', [50, 60, 100], 0.25, 'captured'),
  { scenario: 'convnet', contender: 'tensorflow', teacher: 'live', skipped: 'not | installed' },
  measured('pytorch', 'live', [100, 100, 100]),
  measured('pytorch', 'none', [50, 50, 50]),
];

const result: BenchResult = {
  kind: 'retort-bench',
  version: RESULT_VERSION,
  environment: {
    processor: 'A processor',
    cores: 2,
    memoryGiB: 4,
    platform: 'linux-x64',
    node: '20.0.0',
    retort: '0.1.0',
    torch: '2.13.0',
    devices: { wasm: 'WebAssembly SIMD, 1 thread' },
  },
  settings: { rounds: 3, warmUp: 2, threads: 2, seed: 1 },
  scenarios: [{ id: 'convnet', summary: 'a convnet', steps: 5 }],
  cells,
  ratios: ratiosOf(cells, ['pytorch']),
  scaling: [
    { axis: 'batch size', contender: 'wasm', points: [1, 2].map((x) => ({ x, ms: 1 + 2 * x })), fit: { intercept: 1, slope: 2, r2: 1, exponent: 0.74 } },
  ],
};

test('ratios: an engine against the peer with the same teacher, a cached teacher against the live one', () => {
  expect(result.ratios).toEqual([
    // 2, 3, 2.5.
    {
      scenario: 'convnet',
      of: { contender: 'wasm', teacher: 'live' },
      to: { contender: 'pytorch', teacher: 'live' },
      ratio: { low: 2.25, median: 2.5, high: 2.75 },
    },
    // 1/4, 1/5, 2/5.
    {
      scenario: 'convnet',
      of: { contender: 'wasm', teacher: 'cached' },
      to: { contender: 'wasm', teacher: 'live' },
      ratio: { low: expect.closeTo(0.225, 12), median: 0.25, high: expect.closeTo(0.325, 12) },
    },
    {
      scenario: 'convnet',
      of: { contender: 'wasm', teacher: 'cached' },
      to: { contender: 'pytorch', teacher: 'none' },
      ratio: { low: expect.closeTo(1.1, 12), median: 1.2, high: expect.closeTo(1.6, 12) },
    },
  ]);
});

test('the table of steps', () => {
  expect(stepTable(result).split('\n')).toEqual([
    '| scenario  | engine       | teacher | ms per step               | images/s | memory | step     | framework | of pytorch       |',
    '| --------- | ------------ | ------- | ------------------------- | -------- | ------ | -------- | --------- | ---------------- |',
    '| `convnet` | `wasm`       | live    | 250 (225–275)             | 256      | 400 MB | –        | 13 %      | 2.50 (2.25–2.75) |',
    '| `convnet` | `wasm`       | cached  | 60.0 (55.0–80.0)          | 1067     | 400 MB | captured | 25 %      | 1.20 (1.10–1.60) |',
    '| `convnet` | `tensorflow` | live    | skipped: not \\| installed | –        | –      | –        | –         | –                |',
    '| `convnet` | `pytorch`    | live    | 100 (100–100)             | 640      | 400 MB | –        | –         | –                |',
    '| `convnet` | `pytorch`    | none    | 50.0 (50.0–50.0)          | 1280     | 400 MB | –        | –         | –                |',
  ]);
});

test('the page has the machine, every table and the image of every axis', () => {
  const page = performancePage(result);
  expect(page).toContain('- A processor, 2 cores, 4 GiB, linux-x64, Node 20.0.0, PyTorch 2.13.0.\n- `wasm`: WebAssembly SIMD, 1 thread.\n');
  expect(page).toContain('- `convnet`: a convnet; 5 steps a turn.\n');
  expect(page).toContain('| `convnet` | `wasm` | 0.25 (0.23–0.33)                    |');
  expect(page).toContain('| batch size  | `wasm` | 1: 3.00, 2: 5.00 | 1.00 + 2.00 x | 1.000 | 0.74     |');
  expect(page).toContain('![Step time against batch size](images/scaling-batch-size.svg)');
});

test('nothing is said of what was not measured', () => {
  const page = performancePage({ ...result, cells: [], ratios: [], scaling: [] });
  expect(page.match(/^#.*/gm)).toEqual(['# Performance']);
});

test('columns are as wide as their widest cell, and a new line in a cell is a space', () => {
  expect(markdownTable(['a', 'long head'], [['one\ntwo', 'x']])).toBe('| a       | long head |\n| ------- | --------- |\n| one two | x         |');
});
