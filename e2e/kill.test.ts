// Killed anywhere, a run resumes and ends bit-equal to one that was never killed: at calls of every save in memory, at calls in real
// processes, at random moments of the command. RETORT_KILLS=all takes every call, torn and lost writes too, and a hundred moments.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRetort, readDescription, startRun } from '@retort/distill';
import type { FileSystem } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { fates } from '@retort/files/testing';
import { type Kernel, RetortError } from '@retort/kernel';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { liveCount, randomStream } from '@retort/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashStates } from './crash-states.ts';
import { manyCommands } from './many-commands.ts';
import { startNode, startRetort } from './retort-command.ts';
import { type RunResult, resultOf } from './run-tree.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const { RETORT_KILLS } = process.env;
const all = RETORT_KILLS === 'all';
const HOUR = 3_600_000;
/** For what is not killed; what is killed is always a process of its own. */
const many = manyCommands();

let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'retort-kill-'));
});
afterAll(() => rm(temporary, { recursive: true }));

/** Everything that saves: checkpoints in the middle of epochs, remembered weights, the best model, a table, two arms. */
function inputFor(folder: string): RecipeInput {
  const tiny = tinyRecipe();
  const callbacks = [...tiny.training!.callbacks!, 'model-checkpoint', { id: 'csv-logger', folder: `${folder}/logs` }];
  return {
    ...tiny,
    training: { ...tiny.training, callbacks },
    compare: { alone: { strategy: 'alone', view: 'labelled', training: { callbacks: [] } } },
    report: { temperatures: [1], samples: 1 },
  };
}

/** What a user does after a kill: resumes, or starts again where the run had not begun. */
async function runOrResume(files: FileSystem, folder: string): Promise<void> {
  const retort: Kernel = await createRetort({ files, output: () => undefined });
  try {
    const recipe = resolveRecipe(recipeFromObject(inputFor(folder)), retort);
    for await (const _ of startRun({ recipe, retort, files, folder, resume: await hasBegun(files, folder) }));
  } finally {
    await retort.dispose();
  }
}

async function hasBegun(files: FileSystem, folder: string): Promise<boolean> {
  try {
    await readDescription(files, folder);
    return true;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_RUN_MISSING')) return false;
    throw error;
  }
}

test('killed at calls of every save', { timeout: HOUR }, async () => {
  const chosen = all ? [fates.kept, fates.lost, ...[1, 2, 3, 4].map(fates.mixed)] : [fates.kept];
  const { calls, states, files } = await crashStates((disk) => runOrResume(disk, 'run'), chosen);
  const reference = await resultOf(files, 'run');
  expect(Object.keys(reference.weights)).toHaveLength(7);
  const before = liveCount();
  const taken = states.filter((_, index) => all || index % 5 === 0);
  for (const { at, files } of taken) {
    await runOrResume(files, 'run');
    expect({ at, ...(await resultOf(files, 'run')) }).toEqual({ at, ...reference });
  }
  expect(liveCount()).toEqual(before);
  expect(calls).toBeGreaterThan(300);
  console.log(`${calls} calls, ${states.length} different disks, ${taken.length} resumed, each bit-equal`);
});

test('a real process killed at calls of its saves', { timeout: HOUR }, async () => {
  const child = (options: object) => startNode([join(import.meta.dirname, 'child/killed-run.mjs'), JSON.stringify(options)]).ended;
  const whole = join(temporary, 'whole');
  const { stdout } = await child({ input: inputFor(whole), folder: whole });
  const calls = Number(stdout);
  expect(calls).toBeGreaterThan(300);
  const reference = await resultOf(nodeFiles, whole);

  const folder = join(temporary, 'killed');
  const spread = 3;
  const at = all
    ? Array.from({ length: calls }, (_, index) => index + 1)
    : Array.from({ length: spread }, (_, index) => Math.floor(((index + 0.5) * calls) / spread));
  let killed = 0;
  for (const action of all ? ['kill', 'torn-kill'] : ['torn-kill']) {
    for (const failAt of at) {
      const end = await child({ input: inputFor(folder), folder, failAt, action });
      // The log is flushed by the clock too, so a slow run makes more calls than the one that was counted, a quick one fewer.
      if (end.signal === 'SIGKILL') killed += 1;
      else expect(end).toMatchObject({ code: 0 });
      if (end.signal !== null) await runOrResume(nodeFiles, folder);
      expect({ action, failAt, ...(await resultOf(nodeFiles, folder)) }).toEqual({ action, failAt, ...reference });
      await rm(folder, { recursive: true });
    }
  }
  expect(killed).toBeGreaterThan(at.length / 2);
  console.log(`${killed} processes killed at one of ${calls} calls, every resume bit-equal`);
});

test('the command killed at random moments', { timeout: HOUR }, async () => {
  const recipe = join(temporary, 'recipe.json');
  const tiny = tinyRecipe({ engine: 'auto' });
  await writeFile(recipe, JSON.stringify({ ...tiny, training: { ...tiny.training, epochs: 16 }, compare: { alone: { strategy: 'alone', view: 'labelled' } } }));
  const whole = join(temporary, 'command');
  const { reference, span } = await uninterrupted(recipe, whole);

  const wanted = all ? 100 : 2;
  const draws = randomStream(1, 'kills').at(0);
  let killed = 0;
  for (let trial = 0; killed < wanted; trial++) {
    expect(trial).toBeLessThan(2 * wanted);
    const folder = join(temporary, `trial-${trial}`);
    // Two kills at the most, then whatever is left runs to its end.
    for (let attempt = 0; ; attempt++) {
      const begun = await hasBegun(nodeFiles, folder);
      const args = begun ? ['--json', 'resume', folder] : ['--json', 'run', recipe, '--folder', folder];
      if (attempt === 2) {
        expect(await many(args)).toMatchObject({ code: 0 });
        break;
      }
      const running = startRetort(args);
      await running.said('"kind":"engine"');
      setTimeout(() => running.child.kill('SIGKILL'), draws.uniform(2 * trial + attempt) * span);
      const end = await running.ended;
      if (end.signal === 'SIGKILL') killed += 1;
      else expect(end).toMatchObject({ code: 0, signal: null });
      if (end.code === 0) break;
    }
    expect({ trial, ...(await resultOf(nodeFiles, folder)) }).toEqual({ trial, ...reference });
    await rm(folder, { recursive: true });
  }
  console.log(`${killed} kills within ${Math.round(span)} ms, every resume bit-equal`);
});

/** `span`: milliseconds from the engine's start to the end. */
async function uninterrupted(recipe: string, folder: string): Promise<{ readonly reference: RunResult; readonly span: number }> {
  const running = startRetort(['--json', 'run', recipe, '--folder', folder]);
  await running.said('"kind":"engine"');
  const begun = performance.now();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  return { span: performance.now() - begun, reference: await resultOf(nodeFiles, folder) };
}
