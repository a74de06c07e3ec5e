// The installation over programs that only look like the real ones: what it leaves, and that each failure leaves nothing.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { retortError } from '@retort/kernel';
import { SHARED_KEY } from '@retort/plugin-engine-tensorflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeCall, type FakeTools, fakeTools } from '../../test/fake-tools.ts';
import type { CheckedEngine } from './check-apart.ts';
import { type InstallOptions, type InstallPorts, installEngine } from './install-engine.ts';

const checked: CheckedEngine = { id: 'tensorflow', device: 'TensorFlow 2.21.0, CPU', loss: [1, 0.5], error: 1e-7 };
const missing = () => Promise.reject(retortError('KD_E_ENGINE_CHECK', { what: 'the engine', received: 'nothing is installed' }));
const system = { platform: 'linux', arch: 'x64', glibc: '2.36' } as const;

let tools: FakeTools;
let steps: string[];
beforeEach(() => {
  tools = fakeTools();
  steps = [];
});
afterEach(() => tools.restore());

/** Before it is built no engine works; what is built does. */
const ports = (change: Partial<InstallPorts> = {}): InstallPorts => ({
  system,
  check: ({ engines }) => (engines === undefined ? missing() : Promise.resolve(checked)),
  ...change,
});
const install = (change: Partial<InstallOptions> = {}, machine: InstallPorts = ports()) =>
  installEngine({ device: 'cpu', tensorflow: '2.21.0', force: false, step: (text) => void steps.push(text), line: () => undefined, ...change }, machine);
const left = (): string[] => (existsSync(tools.engines) ? readdirSync(tools.engines).sort() : []);
const engine = (...parts: string[]) => join(tools.engines, 'tensorflow', ...parts);

test('a whole engine lies in its place, and nothing beside it', async () => {
  const { folder, checked: result, built } = await install();
  expect({ folder, result }).toEqual({ folder: engine(), result: checked });
  expect(built).toMatchObject({ compiler: 'g++ 1.2.3', package: '@tensorflow/tfjs-node@4.22.0' });
  expect(left()).toEqual(['.gitignore', 'tensorflow']);
  expect(tools.calls()).toEqual(expect.arrayContaining(['npm pack', 'tar', 'pip download', 'unpack', 'compile']));
  const root = engine('node_modules', '@tensorflow', 'tfjs-node');
  for (const file of ['dist/index.js', 'lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow_cc.so.2', 'deps/lib/libtensorflow_framework.so.2'])
    expect(existsSync(join(root, file)), file).toBe(true);
  expect(JSON.parse(readFileSync(engine('engine.json'), 'utf8'))).toMatchObject({ engine: 'tensorflow', library: checked.device, node: process.version });
  expect(steps.join('\n')).toMatch(/none: nothing is installed\n`npm install @tensorflow\/tfjs-node@4\.22\.0` would download/);
});

test('its TensorFlow.js is the one that is handed to it, and its addon is found', async () => {
  await install();
  const require = createRequire(engine('node_modules', '@tensorflow', 'tfjs-node', 'dist', 'index.js'));
  const shared = { some: 'copy' };
  const key = Symbol.for(SHARED_KEY);
  const before = Object.getOwnPropertyDescriptor(globalThis, key);
  Object.defineProperty(globalThis, key, { value: shared, configurable: true });
  try {
    expect(require('@tensorflow/tfjs')).toBe(shared);
    expect(require('@tensorflow/tfjs-core')).toBe(shared);
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, key);
    else Object.defineProperty(globalThis, key, before);
  }
  const { find } = require('@mapbox/node-pre-gyp') as { find(path: string): string };
  expect(find(engine('node_modules', '@tensorflow', 'tfjs-node', 'package.json'))).toBe(
    engine('node_modules', '@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node'),
  );
});

describe('a failure leaves nothing, and says what to do', () => {
  test.each<[FakeCall, RegExp]>([
    ['npm pack', /fetching packages.*ended with 3[\s\S]*the last words of npm pack[\s\S]*KD_E_INSTALL_STEP/],
    ['tar', /unpacking @tensorflow\/tfjs-node[\s\S]*KD_E_INSTALL_STEP/],
    ['pip download', /downloading TensorFlow[\s\S]*the last words of pip download[\s\S]*KD_E_INSTALL_STEP/],
    ['unpack', /unpacking the wheel[\s\S]*KD_E_INSTALL_STEP/],
    ['compile', /compiling the addon[\s\S]*the last words of compile[\s\S]*KD_E_INSTALL_STEP/],
  ])('%s', async (call, message) => {
    tools.fail(call);
    await expect(install()).rejects.toThrow(message);
    expect(left()).toEqual(['.gitignore']);
  });

  test('the check of what was built', async () => {
    await expect(install({}, ports({ check: missing }))).rejects.toThrow('KD_E_ENGINE_CHECK');
    expect(left()).toEqual(['.gitignore']);
  });

  test.each([
    ['g++', /a C\+\+ compiler.*apt-get install g\+\+.*KD_E_INSTALL_TOOL/],
    ['npm', /npm.*comes with Node.*KD_E_INSTALL_TOOL/],
    ['tar', /tar.*apt-get install tar.*KD_E_INSTALL_TOOL/],
    ['python3', /Python with pip.*--from FOLDER.*KD_E_INSTALL_TOOL/],
  ])('no %s, which is seen before anything is downloaded', async (name, message) => {
    tools.without(name);
    await expect(install()).rejects.toThrow(message);
    expect({ left: left(), calls: tools.calls() }).toEqual({ left: ['.gitignore'], calls: [] });
  });

  test('a wheel without the library', async () => {
    tools.wheel('libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h');
    await expect(install()).rejects.toThrow(/Expected tensorflow\/libtensorflow_cc\.so\.2.*KD_E_INSTALL_SOURCE/);
    expect(left()).toEqual(['.gitignore']);
  });

  test.each([
    [{ ...system, platform: 'win32' }, /win32-x64.*wasm.*KD_E_INSTALL_PLATFORM/],
    [{ ...system, arch: 'ia32' }, /linux-ia32.*KD_E_INSTALL_PLATFORM/],
    [{ ...system, glibc: undefined }, /not glibc.*KD_E_INSTALL_PLATFORM/],
    [{ ...system, glibc: '2.17' }, /glibc 2\.17, older than 2\.27.*KD_E_INSTALL_PLATFORM/],
  ] as const)('%o', async (machine, message) => {
    await expect(install({}, ports({ system: machine }))).rejects.toThrow(message);
    expect({ left: left(), calls: tools.calls() }).toEqual({ left: [], calls: [] });
  });

  test('an interruption', async () => {
    const cancel = new AbortController();
    const stop = (text: string): void => {
      if (text.startsWith('compile')) cancel.abort();
    };
    await expect(install({ signal: cancel.signal, step: stop })).rejects.toThrow('KD_E_INSTALL_CANCELLED');
    expect(left()).toEqual(['.gitignore']);
  });
});

describe('an engine that is there', () => {
  test('and works is kept: nothing is run', async () => {
    expect(await install({}, ports({ check: () => Promise.resolve(checked) }))).toEqual({ folder: engine(), checked });
    expect({ left: left(), calls: tools.calls() }).toEqual({ left: [], calls: [] });
  });

  test('is replaced under force, and stays as it was where that fails', async () => {
    mkdirSync(engine(), { recursive: true });
    writeFileSync(engine('old'), '');
    tools.fail('compile');
    await expect(install({ force: true })).rejects.toThrow('KD_E_INSTALL_STEP');
    expect(readdirSync(engine())).toEqual(['old']);
    delete process.env.FAKE_FAIL;
    await install({ force: true });
    expect(readdirSync(engine()).sort()).toEqual(['engine.json', 'node_modules']);
    expect(left()).toEqual(['.gitignore', 'tensorflow']);
  });
});

describe('--from', () => {
  const given = (...files: string[]): string => {
    const from = mkdtempSync(join(tools.folder, 'given-'));
    for (const file of files) {
      mkdirSync(join(from, file, '..'), { recursive: true });
      writeFileSync(join(from, file), 'given');
    }
    return from;
  };

  test('a wheel is unpacked, and tarballs are taken: nothing is downloaded', async () => {
    const from = given(
      'tensorflow_cpu-2.21.0-cp311-none-any.whl',
      'tensorflow-tfjs-node-4.22.0.tgz',
      'google-protobuf-3.21.4.tgz',
      'progress-2.0.3.tgz',
      'node-api-headers-1.9.0.tgz',
    );
    expect((await install({ from })).built?.origin).toBe(join(from, 'tensorflow_cpu-2.21.0-cp311-none-any.whl'));
    expect(tools.calls().filter((call) => /npm|pip/.test(call))).toEqual([]);
  });

  test('what was unpacked is copied, without Python, and stays', async () => {
    tools.without('python3');
    const from = given(...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h'].map((file) => `tensorflow/${file}`));
    await install({ from });
    expect(readFileSync(engine('node_modules', '@tensorflow', 'tfjs-node', 'deps', 'lib', 'libtensorflow_cc.so.2'), 'utf8')).toBe('given');
    expect(existsSync(join(from, 'tensorflow', 'libtensorflow_cc.so.2'))).toBe(true);
  });

  test('a folder with neither', async () => {
    await expect(install({ from: given('notes.txt') })).rejects.toThrow(/tensorflow_cpu-\*\.whl or tensorflow\/libtensorflow_cc\.so\.2.*KD_E_INSTALL_SOURCE/);
    expect(left()).toEqual(['.gitignore']);
  });

  test('a gpu engine takes the other package and the other wheel', async () => {
    const from = given('tensorflow-2.21.0-cp311-none-any.whl', 'tensorflow_cpu-2.21.0-cp311-none-any.whl');
    expect((await install({ from, device: 'gpu' })).built).toMatchObject({
      package: '@tensorflow/tfjs-node-gpu@4.22.0',
      origin: join(from, 'tensorflow-2.21.0-cp311-none-any.whl'),
    });
    expect(existsSync(engine('node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'tfjs_binding.node'))).toBe(true);
  });
});

test('what a killed installation left is removed, what a running one builds is not', async () => {
  const dead = join(tools.engines, '.building-4194304-abc');
  const live = join(tools.engines, `.building-${process.ppid}-abc`);
  for (const folder of [dead, live]) mkdirSync(folder, { recursive: true });
  await install();
  expect(left()).toEqual([`.building-${process.ppid}-abc`, '.gitignore', 'tensorflow'].sort());
});
