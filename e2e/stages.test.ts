// A strategy of several stages, killed anywhere and resumed, ends bit-equal, and nothing that was finished is trained twice.
// RETORT_KILLS=all takes every step and every call of every save.
import { type RetortEvent, startRun } from '@retort/distill';
import type { FileSystem } from '@retort/files';
import { fates } from '@retort/files/testing';
import type { RecipeInput } from '@retort/recipe';
import { recipeFromObject, resolveRecipe } from '@retort/recipe';
import { liveCount } from '@retort/tensor';
import { expect, test } from 'vitest';
import { crashStates } from './crash-states.ts';
import { metricsOf, openTiny, runTiny, type TinyRun } from './run-tiny.ts';
import { resultOf } from './run-tree.ts';
import { stagedPlugin } from './stages/staged-plugin.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const { RETORT_KILLS } = process.env;
const all = RETORT_KILLS === 'all';
const HOUR = 3_600_000;

const tiny = tinyRecipe();
const input: RecipeInput = {
  ...tiny,
  teacher: { model: { id: 'mlp', hidden: [8], batchNorm: true }, training: { epochs: 1, batch: 12, optimizer: { id: 'adam', rate: 0.01 }, logEvery: 1 } },
  objective: {
    task: 0.3,
    terms: [
      { knowledge: 'kd', weight: 0.7 },
      { knowledge: 'fitnet', weight: 0.1, connector: 'linear' },
    ],
  },
  strategy: { id: 'staged', assistant: { epochs: 1 } },
  training: { ...tiny.training, epochs: 2, batch: 12, callbacks: [{ id: 'early-stopping', patience: 5 }] },
  report: { temperatures: [1], samples: 1 },
};
const open = (files?: FileSystem): Promise<TinyRun> => openTiny(input, files, [stagedPlugin()]);

/** So many of them, evenly. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  return all ? items : Array.from({ length: count }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]!);
}

const stageOf = (step: string): string => step.split(' ')[0]!;

test('stopped in every stage, at its first, a middle or its last step', { timeout: HOUR }, async () => {
  const whole = await open();
  const before = liveCount();
  const reference = await runTiny(whole, { folder: 'run' });
  expect(liveCount()).toEqual(before);
  const { trained } = reference;
  const stages = [...new Set(trained.map(stageOf))];
  expect(stages.slice(0, 4)).toEqual(['teacher/teacher', 'distilled/assist-prelude-scaled', 'distilled/assist', 'distilled/average']);
  expect(stages[4]).toMatch(/^distilled\/(easy|hard)$/);
  expect(reference.kinds.filter((kind) => kind === 'participant')).toHaveLength(4);
  const log = await metricsOf(whole.files, 'run');
  await whole.retort.dispose();

  const stops = stages.flatMap((stage) => {
    const [first, last] = [trained.findIndex((step) => stageOf(step) === stage) + 1, trained.findLastIndex((step) => stageOf(step) === stage) + 1];
    return all
      ? Array.from({ length: last - first + 1 }, (_, index) => first + index)
      : [first, Math.ceil((first + last) / 2), ...(stage.endsWith('average') ? [last] : [])];
  });
  for (const stopAt of new Set(stops)) {
    const cut = await open();
    const first = await runTiny(cut, { folder: 'run', stopAt });
    const second = await runTiny(cut, { folder: 'run', resume: true });
    expect({ stopAt, weights: second.weights }).toEqual({ stopAt, weights: reference.weights });
    // Each step was trained once, in the order of the whole run.
    expect([...first.trained, ...second.trained]).toEqual(trained);
    expect(await metricsOf(cut.files, 'run')).toEqual(log);
    await cut.retort.dispose();
    expect(liveCount()).toEqual(before);
  }
});

test('killed at calls of its saves, no finished stage is trained again', { timeout: HOUR }, async () => {
  const { states, files, calls } = await crashStates(async (disk) => void (await finish(disk)), [fates.kept]);
  const reference = await resultOf(files, 'run');
  expect(Object.keys(reference.weights).filter((path) => path.includes('/finished/'))).toHaveLength(5);
  for (const { at, files: left } of spread(states, 8)) {
    const done = await finishedStages(left);
    const { stages } = await finish(left);
    expect({ at, again: stages.filter((stage) => done.includes(stage)) }).toEqual({ at, again: [] });
    expect({ at, ...(await resultOf(left, 'run')) }).toEqual({ at, ...reference });
  }
  console.log(`${calls} calls, ${states.length} different disks`);
});

/** What a user does after a kill. `stages`: those that trained a step now. */
async function finish(files: FileSystem): Promise<{ readonly stages: readonly string[] }> {
  const { retort } = await open(files);
  const stages = new Set<string>();
  try {
    const recipe = resolveRecipe(recipeFromObject(input), retort);
    const resume = (await files.stat('run/run.json')) !== undefined;
    for await (const event of startRun({ recipe, retort, files, folder: 'run', resume }))
      if (isStep(event)) stages.add(`${event.place.arm}/${event.place.stage}`);
  } finally {
    await retort.dispose();
  }
  return { stages: [...stages] };
}

function isStep(event: RetortEvent): event is Extract<RetortEvent, { kind: 'stage' }> {
  return event.kind === 'stage' && event.event.kind === 'step';
}

async function finishedStages(files: FileSystem): Promise<readonly string[]> {
  const root = 'run/seed-3';
  const found: string[] = [];
  for (const arm of (await files.stat(root)) === undefined ? [] : await files.list(root))
    for (const stage of await files.list(`${root}/${arm}`))
      if ((await files.stat(`${root}/${arm}/${stage}/finished`)) !== undefined) found.push(`${arm}/${stage}`);
  return found;
}
