// Vision transformers in whole runs, with knowledge of their tokens: resumable, the same on both engines, captured by the native one.
import { createRetort } from '@retort/distill';
import type { RecipeInput } from '@retort/recipe';
import { describe, expect, test } from 'vitest';
import { metricsOf, openTiny, runTiny } from './run-tiny.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const retort = await createRetort({ output: () => undefined });
const { available, detail, cure } = await retort.make('engine', 'tensorflow').probe();
await retort.dispose();

const transformer = { id: 'transformer', patch: 4 };

function recipe(engine: NonNullable<RecipeInput['engine']>): RecipeInput {
  const tiny = tinyRecipe();
  return tinyRecipe({
    engine,
    teacher: {
      model: { ...transformer, width: 12, depth: 2, heads: 3 },
      training: { epochs: 2, batch: 8, optimizer: { id: 'adam', rate: 0.01 }, logEvery: 1 },
    },
    student: { ...transformer, width: 8, depth: 1, heads: 2, dropout: 0.1 },
    objective: {
      task: 0.3,
      terms: [
        { knowledge: 'kd', weight: 0.7 },
        { knowledge: 'fitnet', weight: 1, layers: { block1: 'block2' }, connector: 'transformer-projection' },
        { knowledge: 'rkd', weight: 0.01, layers: { features: 'features' } },
      ],
    },
    training: { ...tiny.training, callbacks: [] },
  });
}

async function logged(engine: NonNullable<RecipeInput['engine']>) {
  const tiny = await openTiny(recipe(engine));
  const result = await runTiny(tiny, { folder: 'run' });
  return { ...result, log: await metricsOf(tiny.files, 'run') };
}

const losses = (log: readonly object[]): number[] => log.flatMap((line) => ('loss' in line ? [line.loss as number] : []));

/** The largest relative distance of the losses of two logs. */
function distance(one: readonly object[], other: readonly object[]): number {
  const [a, b] = [losses(one), losses(other)];
  expect(a.length).toBe(b.length);
  expect(a.length).toBeGreaterThan(8);
  return Math.max(...a.map((loss, at) => Math.abs(loss - b[at]!) / Math.abs(b[at]!)));
}

test('stopped in the middle of an epoch, a run resumes bit-equal', async () => {
  const reference = await logged('cpu');
  const cut = await openTiny(recipe('cpu'));
  const first = await runTiny(cut, { folder: 'run', stopAt: reference.steps - 3 });
  const second = await runTiny(cut, { folder: 'run', resume: true });
  expect([first.interrupted, second.interrupted]).toEqual([true, false]);
  expect(second.weights).toEqual(reference.weights);
  expect(await metricsOf(cut.files, 'run')).toEqual(reference.log);
});

test('wasm takes the steps of cpu, but for rounding', async () => {
  expect(distance((await logged('wasm')).log, (await logged('cpu')).log)).toBeLessThan(1e-3);
});

describe.skipIf(!available)(`the native engine${available ? '' : ` (skipped: ${detail}; \`${cure}\`)`}`, () => {
  test('captures the steps of teacher and student, which are those of cpu, but for rounding', async () => {
    const captured = await logged('tensorflow');
    expect(captured.captures).toEqual(['captured', 'captured']);
    expect(distance(captured.log, (await logged('cpu')).log)).toBeLessThan(1e-3);
  });
});
