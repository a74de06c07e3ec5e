// SIGINT and SIGTERM: the step in progress ends, the state is saved, the resume command is printed, the exit code is 130. A
// second signal leaves at once.
import { nodeFiles } from '@retort/files/node';
import { randomStream } from '@retort/tensor';
import { beforeAll, expect, test } from 'vitest';
import { manyCommands } from './many-commands.ts';
import { startRetort } from './retort-command.ts';
import { type RunResult, resultOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
/** Resumes: what a signal is sent to is always a process of its own. */
const many = manyCommands();
const { RETORT_KILLS } = process.env;
let recipe: string;
let reference: RunResult;
/** Milliseconds of the uninterrupted run from its data on. */
let span: number;

beforeAll(async () => {
  const tiny = tinyRecipe({ engine: 'wasm' });
  recipe = await scratch.write('recipe.json', { ...tiny, training: { ...tiny.training, epochs: 16, checkpointEvery: 1000 } });
  const running = startRetort(['run', recipe, '--folder', scratch.at('whole')]);
  await running.said('data digits');
  const begun = performance.now();
  expect(await running.ended).toMatchObject({ code: 0 });
  span = performance.now() - begun;
  reference = await resultOf(nodeFiles, scratch.at('whole'));
}, 60_000);

test.each(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
  const folder = scratch.at(signal);
  const running = startRetort(['run', recipe, '--folder', folder]);
  await running.said(/teacher +accuracy/);
  running.child.kill(signal);
  const end = await running.ended;
  expect(end).toMatchObject({ code: 130, signal: null });
  expect(end.stderr).toContain('finishing the step and saving');
  expect(end.stdout).toMatch(/stopped at step \d+ of distill, saved\n/);
  const [, command] = /continue with: retort (.*)\n/.exec(end.stdout)!;
  // Stopped anywhere, though checkpoints come only once in 1000 steps: this one was made for the signal.
  const { paths } = await resultOf(nodeFiles, folder);
  expect(paths.filter((path) => path.includes('/checkpoints/step-') && path.endsWith('state.json'))).toHaveLength(1);

  const resumed = await many(command!.split(' '));
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(resumed.stdout).toMatch(/teacher\/teacher: already finished[\s\S]*distilled\/distill: resumed at step \d+/);
  expect(await resultOf(nodeFiles, folder)).toEqual(reference);
});

test('at random moments', { timeout: 3_600_000 }, async () => {
  const moments = RETORT_KILLS === 'all' ? 40 : 2;
  const draws = randomStream(2, 'signals').at(0);
  let stopped = 0;
  for (let moment = 0; moment < moments; moment++) {
    const folder = scratch.at(`moment-${moment}`);
    const running = startRetort(['run', recipe, '--folder', folder]);
    await running.said('data digits');
    const timer = setTimeout(() => running.child.kill(moment % 2 === 0 ? 'SIGINT' : 'SIGTERM'), draws.uniform(moment) * span);
    const { code, stdout } = await running.ended;
    clearTimeout(timer);
    // Once the last step was taken the run goes to its end, whatever becomes of the process afterwards.
    if (!stdout.includes('report: ')) {
      expect(code).toBe(130);
      stopped += 1;
      expect(await many(['resume', folder])).toMatchObject({ code: 0, stderr: '' });
    }
    expect({ moment, ...(await resultOf(nodeFiles, folder)) }).toEqual({ moment, ...reference });
  }
  console.log(`${stopped} of ${moments} runs stopped, every resume bit-equal`);
});

test('a rehearsal keeps nothing and says so', async () => {
  const running = startRetort(['run', recipe, '--dry-run', '--set', 'training.batch=4']);
  await running.said('data digits');
  running.child.kill('SIGINT');
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/stopped at step \d+ of \S+, nothing was kept\n$/);
});

test('as JSON lines', async () => {
  const running = startRetort(['--json', 'run', recipe, '--folder', scratch.at('json')]);
  await running.said('"arm":"distilled"');
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string });
  expect(events.at(-1)).toMatchObject({ kind: 'interrupted', place: { seed: 3, arm: 'distilled', stage: 'distill' } });
});

test('a second signal leaves at once, though the step never ends', async () => {
  await scratch.write(
    'sleeper.mjs',
    `import { definePlugin, defineTeacher } from '@retort/kernel';
const training = { epochs: 1, batch: 64, lastBatch: 'keep', optimizer: 'sgd', callbacks: [], evaluateEvery: 1, checkpointEvery: 0, logEvery: 1, augment: [] };
const sleeper = defineTeacher({
  id: 'sleeper',
  summary: 'thinks about the second batch for an hour',
  create: () => ({
    members: [{ name: 'thinker', model: { id: 'mlp', hidden: [12, 8] }, training }],
    wrap: (teacher) => {
      let batches = 0;
      const late = async (batch, taps) => {
        if (taps.length > 0 && ++batches > 1) await new Promise((resolve) => setTimeout(resolve, 3_600_000));
        return teacher.observe(batch, taps);
      };
      return Object.assign(Object.create(teacher), { observe: late });
    },
  }),
});
export const plugin = definePlugin({ name: 'sleeper', version: '1.0.0', kernel: '*', contributions: [sleeper] });
`,
  );
  const slow = await scratch.write('slow.json', { ...tinyRecipe({ plugins: ['./sleeper.mjs'] }), teacher: 'sleeper' });
  const running = startRetort(['--json', 'run', slow, '--folder', scratch.at('slow')]);
  await running.said(/"arm":"distilled".*"kind":"step"/);
  running.child.kill('SIGINT');
  const first = await Promise.race([running.ended, new Promise((resolve) => setTimeout(resolve, 500, 'still there'))]);
  expect(first).toBe('still there');
  const asked = performance.now();
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 130, signal: null });
  expect(performance.now() - asked).toBeLessThan(2000);
});
