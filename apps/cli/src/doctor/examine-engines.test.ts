// What is said of an engine that trains, of one that does not, and of one that is not there.
import { createKernel, defineEngine, definePlugin, type EngineProbe, retortError } from '@retort/kernel';
import { expect, test } from 'vitest';
import { examineEngines } from './examine-engines.ts';

const fake = (id: string, rank: number, probe: EngineProbe) =>
  defineEngine({ id, summary: 'A double.', create: () => ({ rank, probe: async () => probe, start: () => Promise.reject(new Error('not started here')) }) });

const kernelOf = () => {
  const contributions = [
    fake('good', 10, { available: true, detail: 'there' }),
    fake('bad', 20, { available: true, detail: 'there' }),
    fake('absent', 30, { available: false, detail: 'not installed', cure: 'install it' }),
  ];
  return createKernel({ plugins: [definePlugin({ name: 'doubles', version: '1.0.0', kernel: '^0.1.0', contributions })()] }).ready();
};

test('each is asked, and only those that are there are started', async () => {
  const asked: string[] = [];
  const engines = await examineEngines(await kernelOf(), async ({ id }) => {
    asked.push(id);
    if (id === 'bad') throw retortError('KD_E_ENGINE_CHECK', { what: 'the engine "bad"', received: 'a process that was ended by SIGSEGV: ' });
    return { id, device: 'a device', loss: [1, 0.5], error: 1e-7 };
  });
  expect(asked.sort()).toEqual(['bad', 'good']);
  expect(engines).toEqual([
    { id: 'bad', rank: 20, available: true, detail: 'there', failure: 'a process that was ended by SIGSEGV: ' },
    { id: 'good', rank: 10, available: true, detail: 'there', device: 'a device', error: 1e-7 },
    { id: 'absent', rank: 30, available: false, detail: 'not installed', cure: 'install it' },
  ]);
});

test('what is no answer of an engine is not taken for one', async () => {
  await expect(examineEngines(await kernelOf(), () => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
});
