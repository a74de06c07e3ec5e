// Turns of several children, which are small scripts that keep to the protocol and tell made-up times.
import { expect, test } from 'vitest';
import type { Settings } from '../result/result.ts';
import { mlpSmall } from '../scenario/mlp-small.ts';
import type { Contender } from './contender.ts';
import { measureCells } from './measure-cells.ts';

const settings: Settings = { rounds: 3, warmUp: 1, threads: 1, seed: 1 };
const scenario = { ...mlpSmall, batch: 10, steps: 2 };

/** @param body - of a function of a question and how many turns there were, which gives a reply */
function child(id: string, body: string, more: Partial<Contender> = {}): Contender {
  const script = `
    let turns = 0;
    const reply = (question) => { ${body} };
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const question = JSON.parse(line);
      console.log(JSON.stringify(reply(question)));
      if (question.ask === 'turn') turns += 1;
    });`;
  return { id, command: { program: process.execPath, args: ['-e', script] }, engine: id, compile: false, named: false, shares: true, ...more };
}

/** A step takes `ms`, and in the second round ten times as long. */
const steady = (ms: number): string => `return { answer: {
  open: { device: 'a script' }, turn: { ms: question.steps * ${ms} * (turns === 2 ? 10 : 1) }, share: { ms: 8, insideMs: 6 }, close: { peakBytes: 5 } }[question.ask] };`;

const failing = (code: string): string => `return { failure: { code: '${code}', message: 'all of it', why: 'not here' } };`;

const measure = (...contenders: readonly Contender[]) => {
  const told: string[] = [];
  const plans = contenders.map((contender) => ({ scenario, contender, teacher: 'live' as const }));
  return { told, measured: measureCells(plans, settings, (line) => told.push(line)) };
};

test('each round lets every child take a turn, another one first', async () => {
  const { told, measured } = measure(child('one', steady(4)), child('two', steady(1), { shares: false }));
  const { cells, devices } = await measured;
  expect(devices).toEqual({ one: 'a script', two: 'a script' });
  const name = { scenario: 'mlp-small', teacher: 'live', peakBytes: 5 };
  expect(cells).toEqual([
    { ...name, contender: 'one', rounds: [4, 40, 4], ms: { low: 4, median: 4, high: 22 }, imagesPerSecond: 2500, frameworkShare: 0.25 },
    { ...name, contender: 'two', rounds: [1, 10, 1], ms: { low: 1, median: 1, high: 5.5 }, imagesPerSecond: 10_000 },
  ]);
  expect(told.filter((line) => line.startsWith('round')).map((line) => /on (\w+)/.exec(line)![1])).toEqual(['one', 'two', 'two', 'one', 'one', 'two']);
});

test('what is absent is skipped; an engine that was named is not', async () => {
  const { cells } = await measure(child('gone', failing('KD_E_ENGINE_MISSING')), child('here', steady(2))).measured;
  expect(cells[0]).toEqual({ scenario: 'mlp-small', contender: 'gone', teacher: 'live', skipped: 'not here' });
  expect(cells[1]).toMatchObject({ contender: 'here', rounds: [2, 20, 2] });
  await expect(measure(child('gone', failing('KD_E_ENGINE_MISSING'), { named: true })).measured).rejects.toThrow(/gone.*all of it.*KD_E_BENCH_CHILD/);
  const { cells: still } = await measure(child('gone', failing('KD_E_ONNX_INSTALL'), { named: true })).measured;
  expect(still[0]).toMatchObject({ skipped: 'not here' });
});

test('a failure, an end and a program that is not there are errors', async () => {
  await expect(measure(child('bad', failing('KD_E_PLAN_SHAPES'))).measured).rejects.toThrow(/bad.*all of it.*KD_E_BENCH_CHILD/);
  const dying = `if (question.ask === 'turn') { console.error('last words'); process.exit(3); } ${steady(1)}`;
  await expect(measure(child('dying', dying)).measured).rejects.toThrow(/dying.*"turn".*\n?.*last words/s);
  await expect(measure(child('no', '', { command: { program: '/nowhere/python', args: [] } })).measured).rejects.toThrow(/ENOENT.*KD_E_BENCH_CHILD/s);
});
