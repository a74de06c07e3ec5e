// A cell through the protocol, on the cpu engine: it opens, takes turns, tells its share, closes, and leaves no tensor behind.
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { memory } from '@retort/tensor';
import { expect, test } from 'vitest';
import type { CellRequest, Closed, Failure, Opened, Question, Share, Turn } from '../protocol.ts';
import { mlpSmall } from '../scenario/mlp-small.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { serve } from './serve.ts';

const tiny: Scenario = { ...mlpSmall, shape: [4], classes: 3, batch: 4, steps: 2, teacher: { id: 'mlp', hidden: [5] }, student: { id: 'mlp', hidden: [3] } };
const cell = (change: Partial<CellRequest> = {}): CellRequest => ({
  scenario: tiny,
  engine: 'cpu',
  teacher: 'live',
  seed: 1,
  threads: 1,
  compile: false,
  ...change,
});

interface Replied {
  readonly answer?: Opened & Turn & Share & Closed;
  readonly failure?: Failure;
}

function served() {
  const [questions, answers] = [new PassThrough(), new PassThrough()];
  const lines = createInterface({ input: answers })[Symbol.asyncIterator]();
  const ended = serve(questions, answers, () => undefined);
  return {
    ended,
    leave: () => questions.end(),
    async ask(question: Question): Promise<Replied> {
      questions.write(`${JSON.stringify(question)}\n`);
      return JSON.parse((await lines.next()).value as string) as Replied;
    },
  };
}

test.each([
  ['live', tiny],
  ['none', tiny],
  ['cached', tiny],
  ['live', { ...tiny, members: 2 }],
  ['peers', { ...tiny, strategy: { id: 'mutual', students: 3 } }],
] as const)('teacher %s', async (teacher, scenario) => {
  const before = memory().numTensors;
  const { ask, ended } = served();
  expect(await ask({ ask: 'open', cell: cell({ teacher, scenario }) })).toEqual({ answer: { device: 'JavaScript, 1 thread' } });
  expect((await ask({ ask: 'turn', steps: 3 })).answer!.ms).toBeGreaterThan(0);
  const { ms, insideMs } = (await ask({ ask: 'share', steps: 2, warm: 1, watched: 1 })).answer!;
  expect(insideMs).toBeGreaterThan(0);
  expect(insideMs).toBeLessThan(ms);
  expect((await ask({ ask: 'close' })).answer!.peakBytes).toBeGreaterThan(1e7);
  await ended;
  expect(memory().numTensors).toBe(before);
});

test('a parent that goes away ends the cell', async () => {
  const before = memory().numTensors;
  const { ask, ended, leave } = served();
  await ask({ ask: 'open', cell: cell() });
  leave();
  await ended;
  expect(memory().numTensors).toBe(before);
});

test('failures have their codes, and leave nothing', async () => {
  const before = memory().numTensors;
  const { ask, ended, leave } = served();
  expect((await ask({ ask: 'turn', steps: 1 })).failure).toMatchObject({ code: 'KD_E_BENCH_CHILD' });
  expect((await ask({ ask: 'open', cell: cell({ engine: 'cpus' }) })).failure).toMatchObject({ code: 'KD_E_ID_UNKNOWN' });
  expect((await ask({ ask: 'open', cell: cell({ teacher: 'onnx' }) })).failure).toMatchObject({ code: 'KD_E_BENCH_CHOICE' });
  const wrong = { ...tiny, objective: { task: 1, terms: [{ knowledge: 'attention-transfer', weight: 1 }] } };
  expect((await ask({ ask: 'open', cell: cell({ scenario: wrong }) })).failure!.code).toMatch(/^KD_E_/);
  leave();
  await ended;
  expect(memory().numTensors).toBe(before);
});
