// Which engine is started, what is said about it, and what is refused.
import { createKernel, defineEngine, definePlugin, type Engine, type EngineProbe, type Maker, retortError } from '@retort/kernel';
import { afterEach, expect, test } from 'vitest';
import { engine, getBackend, KernelBackend, registerBackend, removeBackend, setBackend } from '../tf.ts';
import { cpuEngine } from './cpu-engine.ts';
import { probeEngines } from './probe-engines.ts';
import { startEngine } from './start-engine.ts';
import { tensorPlugin } from './tensor-plugin.ts';

class EmptyBackend extends KernelBackend {
  override dispose(): void {
    disposed.push('backend');
  }
}

const disposed: string[] = [];

function fake(id: string, rank: number, probe: EngineProbe, start?: Engine['start']) {
  const session = async () => {
    registerBackend(id, () => new EmptyBackend());
    await setBackend(id);
    return { id, backend: id, device: `${id} device`, dispose: async () => void disposed.push(id) };
  };
  return defineEngine({ id, summary: 'A double.', create: () => ({ rank, probe: async () => probe, start: start ?? session }) });
}

async function kernelOf(...contributions: ReturnType<typeof fake>[]): Promise<Maker> {
  return createKernel({ plugins: [tensorPlugin(), definePlugin({ name: 'doubles', version: '1.0.0', kernel: '^0.1.0', contributions })()] }).ready();
}

const there = { available: true, detail: 'a double' };
const absent = { available: false, detail: 'the package is not installed', cure: 'npm install double' };

afterEach(async () => {
  disposed.length = 0;
  await setBackend('cpu');
  for (const id of ['fast', 'faster', 'liar']) if (id in engine().registryFactory) removeBackend(id);
});

test('cpu starts by name and is current', async () => {
  const started = await startEngine(await kernelOf(), 'cpu');
  expect(started).toMatchObject({ id: 'cpu', backend: 'cpu', device: 'JavaScript, 1 thread' });
  expect(started.why).toMatch(/^cpu: it was asked for/);
  expect(getBackend()).toBe('cpu');
  await started.dispose();
});

test('auto takes the highest rank that is available, and says why not the others', async () => {
  const maker = await kernelOf(fake('fast', 20, there), fake('faster', 40, absent));
  for (const choice of ['auto', { id: 'auto' }]) {
    const started = await startEngine(maker, choice);
    expect(started).toMatchObject({ id: 'fast', backend: 'fast', device: 'fast device' });
    expect(getBackend()).toBe('fast');
    expect(started.why).toBe(
      'fast: the fastest that is available (a double). Not cpu: slower (rank 10 of 20). Not faster: the package is not installed (npm install double).',
    );
    await started.dispose();
    expect(disposed).toContain('fast');
    removeBackend('fast');
  }
});

test('of two with one rank the first by id is taken', async () => {
  const maker = await kernelOf(fake('faster', 20, there), fake('fast', 20, there));
  expect((await probeEngines(maker)).map(({ id }) => id)).toEqual(['fast', 'faster', 'cpu']);
});

test('an engine that cannot be asked is not available, and auto says so', async () => {
  const broken = defineEngine({
    id: 'broken',
    summary: 'A double.',
    create: () => ({ rank: 99, probe: () => Promise.reject(new Error('probe fell over')), start: () => Promise.reject(new Error('unused')) }),
  });
  const started = await startEngine(await kernelOf(broken), 'auto');
  expect(started.id).toBe('cpu');
  expect(started.why).toContain('Not broken: it could not be asked: probe fell over');
});

test('a named engine that is missing is an error with the command, and nothing is started', async () => {
  const maker = await kernelOf(fake('faster', 40, absent));
  await expect(startEngine(maker, 'faster')).rejects.toThrow(/the package is not installed.*Run `npm install double`.*KD_E_ENGINE_MISSING/);
  expect(getBackend()).toBe('cpu');
});

test('an unknown id, options of auto, and no engine at all', async () => {
  const maker = await kernelOf();
  await expect(startEngine(maker, 'cpus')).rejects.toThrow(/did you mean "cpu".*KD_E_ID_UNKNOWN/);
  await expect(startEngine(maker, '__proto__')).rejects.toThrow(/KD_E_ID/);
  await expect(startEngine(maker, { id: 'auto', threads: 2 })).rejects.toThrow(/threads.*KD_E_OPTIONS_INVALID/);
  const bare = await createKernel({ plugins: [] }).ready();
  await expect(startEngine(bare, 'auto')).rejects.toThrow(/KD_E_ENGINE_NONE/);
});

test('a start that fails is not followed by another engine', async () => {
  const failing = fake('fast', 20, there, () => Promise.reject(new TypeError('no such symbol')));
  await expect(startEngine(await kernelOf(failing), 'auto')).rejects.toThrow(/"fast".*no such symbol.*KD_E_ENGINE_START/);
  const coded = fake('fast', 20, there, () => Promise.reject(retortError('KD_E_ENGINE_DEVICE', { what: 'a double' })));
  await expect(startEngine(await kernelOf(coded), 'fast')).rejects.toThrow(/KD_E_ENGINE_DEVICE/);
});

test('an engine whose backend is not current afterwards is refused and disposed', async () => {
  const liar = fake('liar', 20, there, async () => ({ id: 'liar', backend: 'liar', device: 'none', dispose: async () => void disposed.push('liar') }));
  await expect(startEngine(await kernelOf(liar), 'liar')).rejects.toThrow(/KD_E_ENGINE_NOT_CURRENT/);
  expect(disposed).toEqual(['liar']);
});

test('the contribution has the id and the rank that others build on', async () => {
  expect(cpuEngine.id).toBe('cpu');
  expect((await probeEngines(await kernelOf()))[0]).toMatchObject({ id: 'cpu', rank: 10, available: true });
});
