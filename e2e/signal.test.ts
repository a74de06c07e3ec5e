// SIGINT and SIGTERM: the step in progress ends, the state is saved, the resume command is printed, the exit code is 130. A
// second signal leaves at once.
import { nodeFiles } from '@retort/files/node';
import { beforeAll, expect, test } from 'vitest';
import { retort, startRetort } from './retort-command.ts';
import { type RunResult, resultOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
let recipe: string;
let reference: RunResult;

beforeAll(async () => {
  const tiny = tinyRecipe({ engine: 'wasm' });
  recipe = await scratch.write('recipe.json', { ...tiny, training: { ...tiny.training, epochs: 30, checkpointEvery: 1000 } });
  expect(await retort(['run', recipe, '--folder', scratch.at('whole')])).toMatchObject({ code: 0 });
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

  const resumed = await retort(command!.split(' '));
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(resumed.stdout).toMatch(/teacher\/teacher: already finished[\s\S]*distilled\/distill: resumed at step \d+/);
  expect(await resultOf(nodeFiles, folder)).toEqual(reference);
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
    combine: ([teacher]) => {
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
