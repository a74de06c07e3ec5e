// Every command of the built `retort`, as a user types it: what it prints, what it writes, its exit code.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeFiles } from '@retort/files/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { manyCommands } from './many-commands.ts';
import { type Ended, repository, retort, startRetort } from './retort-command.ts';
import { resultOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
/** For what a test of the same command in a process of its own has shown to work there. */
const many = manyCommands();
const tiny = tinyRecipe({ compare: { alone: { strategy: 'alone', view: 'labelled' } } });
let recipe: string;
let whole: Ended;
const json = async (...path: readonly string[]) => JSON.parse(await readFile(scratch.at(...path), 'utf8'));
const linesOf = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  recipe = await scratch.write('recipe.json', tiny);
  whole = await retort(['run', recipe, '--folder', scratch.at('whole')]);
}, 60_000);

describe('help', () => {
  test('comes at once and names every command', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const { code, stdout, stderr, ms } = await retort(['--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of ['run', 'resume', 'plan', 'eval', 'list', 'doctor', 'engine', 'init', 'conformance'])
        expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
      times.push(ms);
    }
    const [fastest, , median] = times.sort((a, b) => a - b);
    console.log(`retort --help: ${median!.toFixed(0)} ms, median of 5`);
    // Of a loaded machine the fastest says most.
    expect(fastest).toBeLessThan(400);
  });

  test('does not load TensorFlow.js, nor anything of Retort but its parser', async () => {
    const hook = pathToFileURL(join(repository, 'e2e/child/tell-modules.mjs')).href;
    const loadedBy = async (...args: readonly string[]) =>
      (await retort(args, { node: ['--import', hook] })).stderr.split('\n').filter((line) => line.startsWith('loaded file:'));
    const help = await loadedBy('--help');
    expect(help.some((line) => line.includes('/commander/'))).toBe(true);
    expect(help.filter((line) => /tensorflow|zod|inversify|packages\//.test(line))).toEqual([]);
    expect((await loadedBy('list', 'engine')).some((line) => line.includes('@tensorflow/tfjs-core'))).toBe(true);
  });

  test('of one command, and the version', async () => {
    expect((await retort(['run', '--help'])).stdout).toMatch(/--seed <n>[\s\S]*--dry-run[\s\S]*--json/);
    const { version } = JSON.parse(await readFile(join(repository, 'apps/cli/package.json'), 'utf8')) as { readonly version: string };
    expect((await retort(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe('wrong usage ends with 2', () => {
  test.each([
    ['an unknown command', ['rum'], "unknown command 'rum'"],
    ['no command', [], 'Usage: retort'],
    ['an unknown option', ['run', 'x.yaml', '--sed', '3'], 'Did you mean one of --seed, --set?'],
    ['a missing argument', ['resume'], "missing required argument 'folder'"],
    ['a seed that is no number', ['run', 'x.yaml', '--seed', 'x'], 'Expected a whole number'],
    ['an option without its value', ['plan', 'x.yaml', '--engine'], 'argument missing'],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await retort(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

describe('run', () => {
  test('prints a table and leaves a whole folder', async () => {
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toMatch(/^engine cpu .*\ndata digits: 36 to train on \(students see 12 labels\), 40 to test on\n/);
    expect(whole.stdout).toMatch(/\nparticipant +accuracy %.*\n-+\nteacher +[\d.]+ .*\nalone +[\d.]+ .*\ndistilled +[\d.]+ .*\nreport: .*report\.html\n$/);
    expect((await readdir(scratch.at('whole'))).sort()).toEqual([
      'evidence.json',
      'metrics.jsonl',
      'report.html',
      'run.json',
      'seed-3',
      'students',
      'summary.json',
      'teachers',
    ]);
    expect(await readFile(scratch.at('whole/report.html'), 'utf8')).toMatch(/<svg[\s\S]*<\/html>\s*$/);
  });

  test('as JSON: every line parses, the last one has the summary, and the numbers are the same', async () => {
    const end = await many(['run', recipe, '--folder', scratch.at('json'), '--json']);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    const events = linesOf(end);
    expect([...new Set(events.map(({ kind }) => kind))]).toEqual(
      expect.arrayContaining(['engine', 'data', 'seed', 'stage', 'checkpoint', 'participant', 'done']),
    );
    expect(events.at(-1)).toEqual({ kind: 'done', summary: await json('json/summary.json'), folder: scratch.at('json') });
    expect(await resultOf(nodeFiles, scratch.at('json'))).toEqual(await resultOf(nodeFiles, scratch.at('whole')));
  });

  test('--seed, --set and --engine', async () => {
    const folder = scratch.at('changed');
    const settings = ['--set', 'training.epochs=1', '--set', 'objective.terms.0.weight=0.25'];
    expect(await many(['run', recipe, '--folder', folder, '--seed', '5', '--engine', 'wasm', ...settings])).toMatchObject({ code: 0 });
    const { recipe: resolved, engine } = await json('changed/run.json');
    expect(resolved).toMatchObject({
      seeds: [5],
      engine: 'wasm',
      arms: { distilled: { training: { epochs: 1 }, objective: { terms: [{ weight: 0.25 }, {}, {}] } } },
    });
    expect(engine).toMatchObject({ id: 'wasm', backend: 'wasm' });
    expect((await readdir(folder)).filter((name) => name.startsWith('seed-'))).toEqual(['seed-5']);
  });

  test('refuses the folder of another run, and changes nothing in it', async () => {
    const before = await resultOf(nodeFiles, scratch.at('whole'));
    const { code, stderr } = await many(['run', recipe, '--folder', scratch.at('whole')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/retort resume .*\[KD_E_RUN_EXISTS\]/);
    expect(await resultOf(nodeFiles, scratch.at('whole'))).toEqual(before);
  });

  test('without --folder, into the next free one below runs', async () => {
    const cwd = scratch.at('cwd');
    await scratch.write('cwd/recipe.json', { ...tiny, compare: {}, training: { epochs: 1 } });
    for (const command of [retort, many]) expect(await command(['run', 'recipe.json'], { cwd })).toMatchObject({ code: 0 });
    expect((await readdir(join(cwd, 'runs'))).sort()).toEqual(['tiny', 'tiny-2']);
  });

  test('--dry-run goes through every part and keeps nothing', async () => {
    const cwd = scratch.at('dry');
    await scratch.write('dry/recipe.json', tiny);
    const end = await many(['run', 'recipe.json', '--dry-run'], { cwd });
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toContain('every part works');
    expect(await readdir(cwd)).toEqual(['recipe.json']);
    const events = linesOf(await many(['run', 'recipe.json', '--dry-run', '--json'], { cwd }));
    expect(events.filter(({ kind }) => kind === 'participant').map(({ name }) => name)).toEqual(expect.arrayContaining(['teacher', 'alone', 'distilled']));
  });

  test('a reader that goes away ends it without a stack trace', async () => {
    const running = startRetort(['run', recipe, '--folder', scratch.at('pipe'), '--json']);
    await running.said('"arm":"distilled"');
    running.child.stdout!.destroy();
    expect(await running.ended).toMatchObject({ code: 141, stderr: '' });
    expect(await many(['resume', scratch.at('pipe')])).toMatchObject({ code: 0 });
    expect(await resultOf(nodeFiles, scratch.at('pipe'))).toEqual(await resultOf(nodeFiles, scratch.at('whole')));
  });
});

describe('resume', () => {
  test('of a finished run trains nothing and prints the same table', async () => {
    const before = await resultOf(nodeFiles, scratch.at('whole'));
    const { code, stdout, stderr } = await retort(['resume', scratch.at('whole')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const table = (text: string): string => text.slice(text.indexOf('participant '));
    expect(table(stdout)).toBe(table(whole.stdout));
    expect(stdout).toContain('distilled/distill: already finished');
    expect(await resultOf(nodeFiles, scratch.at('whole'))).toEqual(before);
  });

  test('of no run', async () => {
    const { code, stderr } = await many(['resume', scratch.at('nowhere')]);
    expect(code).toBe(1);
    expect(stderr).toContain('[KD_E_RUN_MISSING]');
  });
});

describe('plan', () => {
  test('draws every stage: taps, shapes, terms, weights, pairs and variables; trains nothing', async () => {
    const { code, stdout, stderr } = await retort(['plan', recipe]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of [
      'distilled / distill',
      'hidden1 [6]',
      'logits [3]',
      'fitnet',
      '-> linear [12] --',
      'features [8]',
      'learns from the teacher',
      'variables',
    ])
      expect(stdout).toContain(words);
  });

  test('as JSON', async () => {
    const [teacher, ...plans] = linesOf(await many(['--json', 'plan', recipe]));
    expect(teacher).toEqual({ teacher: { members: [{ name: 'teacher', model: { id: 'mlp', hidden: [12, 8] } }] } });
    expect(plans.map(({ arm, stages }) => [arm, stages.length])).toEqual([
      ['teacher', 1],
      ['alone', 1],
      ['distilled', 1],
    ]);
    expect(plans[2].stages[0].plan.learners[0].terms.map(({ term }: { term: string }) => term)).toEqual(['task', 'kd', 'fitnet', 'rkd']);
  });
});

test('eval measures a saved student as the run did', async () => {
  const end = await retort(['eval', scratch.at('whole/students/distilled/seed-3'), recipe, '--json']);
  expect(end).toMatchObject({ code: 0, stderr: '' });
  const { participants } = await json('whole/summary.json');
  const { agreement: _, ...metrics } = participants.find(({ name }: { name: string }) => name === 'distilled').seeds[0].metrics;
  expect(linesOf(end)[0]).toMatchObject({ seed: 3, samples: 40, metrics });
  expect((await many(['eval', scratch.at('whole/students/distilled/seed-3'), recipe])).stdout).toContain(`accuracy  ${metrics.accuracy.toFixed(4)}`);
});

describe('list', () => {
  test('of all axes, of one, as JSON', async () => {
    const { code, stdout } = await retort(['list']);
    expect(code).toBe(0);
    for (const name of ['knowledge\n  kd ', 'connector\n', 'mapping\n', 'strategy\n', 'family\n  mlp ', 'dataset\n', 'optimizer\n', 'callback\n'])
      expect(stdout).toContain(name);
    expect((await many(['list', 'engine'])).stdout).toMatch(/^engine\n( {2}\S+ {2,}.*\n)+$/);
    expect(linesOf(await many(['list', 'engine', '--json'])).map(({ id }) => id)).toEqual(expect.arrayContaining(['cpu', 'wasm', 'tensorflow']));
  });

  test('of an axis that does not exist', async () => {
    const { code, stderr } = await many(['list', 'knowlege']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/did you mean "knowledge".*\[KD_E_CLI_AXIS\]/);
  });
});

test('doctor tells of engines, with cures', async () => {
  const end = await retort(['doctor', '--json']);
  expect(end.code).toBe(0);
  const [{ engines, node }] = linesOf(end);
  expect(node).toBe(process.version);
  expect(engines.find(({ id }: { id: string }) => id === 'cpu')).toMatchObject({ available: true });
  for (const { available, cure } of engines) if (!available) expect(cure).toMatch(/npm install|retort engine install/);
});

test('engine check tries one, and engine install knows its own', async () => {
  const { code, stdout } = await many(['engine', 'check', 'cpu', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id: 'cpu', device: 'JavaScript, 1 thread' });
  const missing = await many(['engine', 'check', 'cpux']);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/did you mean "cpu".*\[KD_E_ID_UNKNOWN\]/);
  expect(await retort(['engine', 'install', 'tensorflw'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are tensorflow') });
});

test('init writes a recipe that runs, and refuses to write over one', async () => {
  const cwd = scratch.at('init');
  await scratch.write('init/.keep', '');
  expect(await retort(['init', 'first.yaml'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect((await readdir(cwd)).sort()).toEqual(['.keep', 'first.yaml', 'recipe.schema.json']);
  expect(await many(['run', 'first.yaml', '--dry-run'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const text = await readFile(join(cwd, 'first.yaml'), 'utf8');
  const again = await many(['init', 'first.yaml'], { cwd });
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('[KD_E_CLI_EXISTS]');
  expect(await readFile(join(cwd, 'first.yaml'), 'utf8')).toBe(text);
});

describe('conformance', () => {
  const fixture = join(repository, 'packages/conformance/test/fixtures/core.json');

  test('prints a line per case and one summary', async () => {
    const end = await retort(['conformance', fixture, '--json']);
    expect(end.code).toBe(0);
    const lines = linesOf(end);
    const cases = lines.slice(0, -1);
    const count = (status: string): number => cases.filter((line) => line.status === status).length;
    expect(lines.at(-1)).toEqual({
      kind: 'summary',
      engine: 'cpu',
      device: 'JavaScript, 1 thread',
      passed: count('pass'),
      failed: 0,
      notRegistered: count('not-registered'),
    });
    expect(count('pass')).toBeGreaterThan(5);
  });

  test('fails past the tolerance, and for what is not a fixture', async () => {
    const wrong = JSON.parse(await readFile(fixture, 'utf8'));
    const kd = wrong.cases.find(({ method }: { method: string }) => method === 'kd');
    kd.loss += 0.01;
    const end = await many(['conformance', await scratch.write('wrong.json', { ...wrong, cases: [kd] })]);
    expect(end.code).toBe(1);
    expect(end.stdout).toMatch(/FAIL {2}kd/);
    const bad = await many(['conformance', await scratch.write('bad.json', '{')]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain('[KD_E_CONFORMANCE_FIXTURE]');
  });
});
