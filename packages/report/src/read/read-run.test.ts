// Reading a run folder: what is whole comes back as it was, what is not is a coded error that names the place.
import { RetortError } from '@retort/kernel';
import { describe, expect, test } from 'vitest';
import { exampleFiles, exampleRun, FOLDER } from '../../test/example-run.ts';
import { readRun } from './read-run.ts';

const run = exampleRun({ seeds: [1], participants: { teacher: [0.98], distilled: [0.9] }, samples: 2, attribution: 'made up' });

async function failure(name: string, change: (text: string) => string | undefined): Promise<RetortError> {
  const files = await exampleFiles(run, (file, text) => (file === name ? change(text) : text));
  const error = await readRun(files, FOLDER).catch((thrown: unknown) => thrown);
  if (!RetortError.is(error)) return expect.fail(`not a coded error: ${String(error)}`);
  return error;
}

test('a whole folder comes back as it was written', async () => {
  const { description, summary, evidence, metrics } = await readRun(await exampleFiles(run), FOLDER);
  expect({ description, summary, evidence, lines: metrics }).toEqual(run);
});

test('figures of strategies come back, and are checked', async () => {
  const figures = [{ arm: 'distilled', seed: 1, figures: { small: { accuracy: 0.5 } } }];
  const run = exampleRun({ figures });
  expect((await readRun(await exampleFiles(run), FOLDER)).summary).toEqual(run.summary);
  const damaged = await exampleFiles(run, (_, text) => text.replace('{"accuracy":0.5}', '{"accuracy":"much"}'));
  await expect(readRun(damaged, FOLDER)).rejects.toThrow('figures[0].figures.small.accuracy');
});

test('numbers that JSON cannot write come back as what they were', async () => {
  const files = await exampleFiles(run, (name, text) =>
    name === 'summary.json' ? text.replace(/"nll":[\d.]+/, '"nll":null') : name === 'metrics.jsonl' ? text.replace(/"loss":[\d.]+/, '"loss":"Infinity"') : text,
  );
  const { summary, metrics } = await readRun(files, FOLDER);
  expect(summary.participants[0]!.seeds[0]!.metrics.nll).toBeNaN();
  expect(metrics[0]!.loss).toBe(Number.POSITIVE_INFINITY);
});

test('an incomplete last line of the log is left out', async () => {
  const files = await exampleFiles(run, (name, text) => (name === 'metrics.jsonl' ? text.slice(0, -20) : text));
  expect((await readRun(files, FOLDER)).metrics).toHaveLength(run.lines.length - 1);
});

describe('a file that is missing', () => {
  test.each(['run.json', 'summary.json', 'evidence.json', 'metrics.jsonl'])('%s', async (name) => {
    const error = await failure(name, () => undefined);
    expect([error.code, error.detail.where]).toEqual(['KD_E_REPORT_MISSING', `${FOLDER}/${name}`]);
    expect(error.message).toContain('retort resume');
  });
});

describe('a file that is damaged', () => {
  test.each([
    ['run.json', 'cut in half', (text: string) => text.slice(0, text.length / 2), 'KD_E_REPORT_DAMAGED', 'run.json'],
    ['run.json', 'empty', () => '', 'KD_E_REPORT_DAMAGED', 'run.json'],
    ['run.json', 'a list', () => '[]', 'KD_E_REPORT_DAMAGED', 'an object'],
    ['run.json', 'of another version', (text: string) => text.replace('"format":1', '"format":2'), 'KD_E_REPORT_FORMAT', 'Received 2'],
    ['run.json', 'without a recipe', (text: string) => text.replace('"recipe"', '"recept"'), 'KD_E_REPORT_DAMAGED', 'recipe'],
    ['run.json', 'with an arm without a view', (text: string) => text.replace('"view"', '"veiw"'), 'KD_E_REPORT_DAMAGED', 'recipe.arms.distilled.view'],
    ['run.json', 'with __proto__', (text: string) => text.replace('"format":1', '"format":1,"__proto__":{"a":1}'), 'KD_E_REPORT_DAMAGED', '__proto__'],
    [
      'summary.json',
      'without participants',
      (text: string) => text.replace(/"participants":\[.*\],"samples"/, '"participants":[],"samples"'),
      'KD_E_REPORT_DAMAGED',
      'at least one participant',
    ],
    [
      'summary.json',
      'with a text for a number',
      (text: string) => text.replace(/"accuracy":[\d.]+/, '"accuracy":"high"'),
      'KD_E_REPORT_DAMAGED',
      'participants[0].seeds[0].metrics.accuracy',
    ],
    [
      'summary.json',
      'with negative steps',
      (text: string) => text.replace('"steps":1260', '"steps":-1'),
      'KD_E_REPORT_DAMAGED',
      'participants[0].seeds[0].steps',
    ],
    ['evidence.json', 'with pixels too few', (text: string) => text.replace(/"pixels":\[[\d.]+,/, '"pixels":['), 'KD_E_REPORT_DAMAGED', 'a list of 64'],
    ['evidence.json', 'with a class that is none', (text: string) => text.replace('"label":0', '"label":10'), 'KD_E_REPORT_DAMAGED', 'a class from 0 to 9'],
    [
      'evidence.json',
      'with a confusion matrix of another size',
      (text: string) => text.replace(/"confusion":\[\[\d+,/, '"confusion":[['),
      'KD_E_REPORT_DAMAGED',
      'participants[0].confusion[0]',
    ],
    [
      'evidence.json',
      'with a temperature too many',
      (text: string) => text.replace('"temperatures":[1,', '"temperatures":[0.5,1,'),
      'KD_E_REPORT_DAMAGED',
      '5 temperatures',
    ],
    ['metrics.jsonl', 'with a broken line in the middle', (text: string) => text.replace('\n', '\n{"event":\n'), 'KD_E_REPORT_DAMAGED', 'metrics.jsonl:2'],
    [
      'metrics.jsonl',
      'with an event that is none',
      (text: string) => text.replace('"event":"step"', '"event":"stop"'),
      'KD_E_REPORT_DAMAGED',
      'metrics.jsonl:1: event',
    ],
  ] as const)('%s %s', async (name, _, change, code, message) => {
    const error = await failure(name, change);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
