// What people read of the doctor: facts first, engines with their state, then problems with cures.
import { expect, test } from 'vitest';
import { type DoctorFacts, doctorText } from './doctor-text.ts';

const facts: DoctorFacts = {
  node: 'v20.19.0',
  platform: 'linux x64',
  glibc: '2.36',
  cores: 2,
  memoryGiB: 4,
  gpus: [],
  retort: '0.1.0',
  plugins: ['@retort/data', '@retort/models'],
  tools: { python: '3.11.2', 'c++': undefined },
  engines: [
    { id: 'wasm', available: true, device: 'wasm, 2 threads', error: 2e-7 },
    { id: 'cpu', available: true, failure: 'its gradients are off by 0.3' },
    { id: 'tensorflow', available: false, detail: 'not installed', cure: 'retort engine install tensorflow' },
  ].map((engine, rank) => ({ rank, detail: '', ...engine })),
  problems: [{ what: 'a C++ compiler is missing', cure: 'apt install g++' }],
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const plain = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

test('says what is there, what works and what cures', () => {
  expect(plain(doctorText(facts)).split('\n')).toEqual([
    'node     v20.19.0 on linux x64, glibc 2.36, 2 cores, 4 GiB',
    'retort   0.1.0',
    'plugins  @retort/data, @retort/models',
    'tools    python: 3.11.2; c++: missing',
    'engines',
    '  yes  wasm         wasm, 2 threads, trains; gradients within 2.0e-7  <- auto',
    '  bad  cpu          does not work',
    '  no   tensorflow   not installed  cure: retort engine install tensorflow',
    'problems',
    '  - a C++ compiler is missing',
    '    cure: apt install g++',
    '',
  ]);
});

test('no problems are told too', () => {
  expect(doctorText({ ...facts, problems: [] })).toMatch(/\nno problems\n$/);
});
