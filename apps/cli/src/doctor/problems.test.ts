// Each problem that the doctor knows, with its cure, and none on a machine where all is well.
import type { LocatedPackage, PackageName } from '@retort/plugin-engine-tensorflow';
import { describe, expect, test } from 'vitest';
import type { ExaminedEngine } from './examine-engines.ts';
import type { Machine } from './machine.ts';
import { problemsOf } from './problems.ts';

const tool = (version: string) => ({ name: 'npm', command: 'npm', version }) as const;
const machine = (change: Partial<Machine> = {}): Machine => ({
  node: '22.11.0',
  system: { platform: 'linux', arch: 'x64', glibc: '2.36' },
  cores: 4,
  memoryGiB: 8,
  tools: { compiler: tool('g++ 12'), python: tool('pip 24'), npm: tool('10.9.0'), tar: tool('tar 1.34') },
  packages: [],
  copies: ['/app/node_modules/@tensorflow/tfjs-core'],
  gpus: [],
  ...change,
});
const packageOf = (name: PackageName, built = true): LocatedPackage => ({ name, version: '4.22.0', entry: `/app/node_modules/${name}/dist/index.js`, built });
const engine = (change: Partial<ExaminedEngine> = {}): ExaminedEngine => ({
  id: 'tensorflow',
  rank: 30,
  available: true,
  detail: '',
  device: 'TensorFlow 2.21.0, CPU, 4 threads',
  ...change,
});
const absent = engine({ available: false, device: undefined as never });
const found = (change: Partial<Machine>, one: ExaminedEngine = engine()) => problemsOf(machine(change), [one]);

test('a machine where all is well', () => {
  expect(found({})).toEqual([]);
  expect(found({}, absent)).toEqual([]);
  expect(problemsOf(machine(), [])).toEqual([]);
});

test.each(['18.20.0', '20.18.3'])('Node %s is too old', (node) => {
  expect(found({ node })).toMatchObject([{ what: expect.stringContaining(`Node ${node} is older than 20.19`) }]);
});
test.each(['20.19.0', '23.0.0', '24.4.1'])('Node %s is not', (node) => {
  expect(found({ node })).toEqual([]);
});

describe('a package without its addon', () => {
  const packages = [packageOf('@tensorflow/tfjs-node', false)];
  test.each([
    ['10.9.0', 'npm rebuild @tensorflow/tfjs-node'],
    ['11.15.0', 'npm rebuild @tensorflow/tfjs-node'],
    ['11.16.0', 'npm approve-scripts @tensorflow/tfjs-node && npm rebuild @tensorflow/tfjs-node'],
    ['12.0.1', 'npm approve-scripts @tensorflow/tfjs-node && npm rebuild @tensorflow/tfjs-node'],
  ])('npm %s', (version, cure) => {
    expect(found({ packages, tools: { ...machine().tools, npm: tool(version) } })).toEqual([
      { what: expect.stringContaining('without its native addon'), cure },
    ]);
  });
});

test('two copies of TensorFlow.js', () => {
  const [problem] = found({ copies: ['/app/a', '/app/b'] });
  expect(problem).toMatchObject({ what: expect.stringContaining('/app/a, /app/b'), cure: expect.stringContaining('npm ls @tensorflow/tfjs-core') });
});

test('an engine that is there and does not work', () => {
  expect(found({}, engine({ failure: 'a process that was ended by SIGILL' }))).toEqual([
    { what: 'the engine tensorflow is there and does not work: a process that was ended by SIGILL', cure: 'npx retort engine install tensorflow --force' },
  ]);
});

describe('a GPU', () => {
  const gpus = ['NVIDIA T4, 535.1'];
  const onGpu = engine({ device: 'TensorFlow 2.9.1, GPU' });
  const gpuPackage = packageOf('@tensorflow/tfjs-node-gpu');
  const fallen = engine({ device: 'TensorFlow 2.9.1, CPU, 4 threads (@tensorflow/tfjs-node-gpu is not using a GPU)' });

  test('that is used is no problem', () => expect(found({ gpus, packages: [gpuPackage] }, onGpu)).toEqual([]));
  test('without its CUDA libraries', () => {
    expect(found({ gpus, packages: [gpuPackage] }, fallen)).toEqual([
      { what: expect.stringContaining('computes on the CPU'), cure: expect.stringContaining('CUDA 11.2 and cuDNN 8.1') },
    ]);
  });
  test.each([
    ['with an engine for the CPU', engine()],
    ['without any native engine', absent],
  ])('%s', (_, one) => {
    expect(found({ gpus }, one)).toEqual([{ what: expect.stringContaining('NVIDIA T4'), cure: 'npx retort engine install tensorflow --device gpu' }]);
  });
});

describe('where no native engine is there, what hinders building one', () => {
  test('a missing compiler', () => {
    const tools = { ...machine().tools, compiler: undefined };
    expect(found({ tools }, absent)).toEqual([
      { what: expect.stringContaining('a C++ compiler is missing'), cure: expect.stringContaining('apt-get install g++') },
    ]);
    expect(found({ tools }, engine())).toEqual([]);
  });
  test.each([
    [{ platform: 'linux', arch: 'x64', glibc: undefined }, 'not glibc'],
    [{ platform: 'linux', arch: 'x64', glibc: '2.17' }, 'glibc 2.17'],
    [{ platform: 'darwin', arch: 'arm64', glibc: undefined }, 'darwin is not Linux'],
  ] as const)('%o', (system, what) => {
    expect(found({ system }, absent)).toEqual([{ what: expect.stringContaining(what), cure: 'use the engine wasm' }]);
  });
});
