// A run whose steps are captured by the native engine is a run like any other: resumed bit-equal wherever it stops, and bit-equal to the eager one,
// whatever strategies do beside the step (evaluate, remember, follow, save).
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRetort, startRun } from '@retort/distill';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { liveCount } from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import { metricsOf, openTiny, runTiny } from './run-tiny.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const retort = await createRetort({ output: () => undefined });
const { available, detail, cure } = await retort.make('engine', 'tensorflow').probe();
await retort.dispose();

const captured = (change: Partial<RecipeInput> = {}): RecipeInput => tinyRecipe({ engine: 'tensorflow', ...change });
const eager = (change: Partial<RecipeInput> = {}): RecipeInput => tinyRecipe({ engine: { id: 'tensorflow', capture: false }, ...change });

setFlagsFromString('--expose-gc');
/** What is resident after it is not merely waiting for it. */
const collectGarbage = runInNewContext('gc') as () => void;

async function logged(input: RecipeInput) {
  const tiny = await openTiny(input);
  const result = await runTiny(tiny, { folder: 'run' });
  return { weights: result.weights, captures: result.captures, log: await metricsOf(tiny.files, 'run') };
}

describe.skipIf(!available)(`captured steps${available ? '' : ` (skipped: ${detail}; \`${cure}\`)`}`, () => {
  test('stopped after every step once, a run resumes bit-equal, its log too', async () => {
    const whole = await openTiny(captured());
    const reference = await runTiny(whole, { folder: 'run' });
    const live = liveCount();
    // The teacher's stage and the student's.
    expect(reference.captures).toEqual(['captured', 'captured']);
    const log = await metricsOf(whole.files, 'run');
    for (let stop = 1; stop < reference.steps; stop++) {
      const cut = await openTiny(captured());
      const first = await runTiny(cut, { folder: 'run', stopAt: stop });
      const second = await runTiny(cut, { folder: 'run', resume: true });
      expect({ stop, ...second.weights, ...first.weights }).toEqual({ stop, ...reference.weights });
      expect(await metricsOf(cut.files, 'run')).toEqual(log);
    }
    expect(liveCount()).toEqual(live);
  });

  test('300 steps with dropout, a changing rate, temperature and weights are those of eager steps, to the bit', async () => {
    // 4 steps an epoch; the last one is smaller, and eager in both.
    const training = { ...tinyRecipe().training, epochs: 75, callbacks: [], checkpointEvery: 0 };
    const { captures, ...reference } = await logged(captured({ training }));
    expect(captures).toEqual(['captured', 'captured']);
    expect(await logged(eager({ training }))).toEqual({ ...reference, captures: [] });
    const { log } = reference;
    expect(log.filter((line) => 'ms' in line || 'rate' in line).length).toBeGreaterThanOrEqual(300);
  });

  test('learners that teach each other, in turn or at once, copies, averages, branches, quizzes: as eager steps, to the bit', async () => {
    const { objective: _, ...rest } = tinyRecipe();
    const input = {
      ...rest,
      objective: { task: 0.5, terms: [{ knowledge: 'kd', weight: 0.5 }] },
      student: { id: 'mlp', hidden: [8, 6], dropout: 0.1 },
      training: { ...rest.training, callbacks: [] },
      compare: {
        turns: { strategy: { id: 'mutual', students: 3, order: 'in-turn' } },
        mutual: { strategy: 'mutual' },
        copies: { strategy: { id: 'codistillation', every: 3 } },
        average: { strategy: { id: 'mean-teacher', momentum: 0.8 } },
        branches: { strategy: { id: 'one', from: 'hidden1', rampUp: 2 }, objective: { terms: [] } },
        feedback: { strategy: 'meta-distil', objective: { task: 0.5, terms: [{ knowledge: { id: 'kd', temperature: 2 }, weight: 0.5 }] } },
      },
    } satisfies RecipeInput;
    const { captures, ...reference } = await logged({ ...input, engine: 'tensorflow' });
    expect(new Set(captures)).toEqual(new Set(['captured']));
    expect(await logged({ ...input, engine: { id: 'tensorflow', capture: false } })).toEqual({ ...reference, captures: [] });
  });

  test('5,000 steps, some of them eager in between: memory stays flat', async () => {
    // 3 full batches of 16 and one of 7 or so in each of 1,250 epochs.
    const training = { ...tinyRecipe().training, epochs: 1250, callbacks: [], checkpointEvery: 1_000_000, evaluateEvery: 1250, logEvery: 500 };
    const tiny = await openTiny(captured());
    const recipe = resolveRecipe(recipeFromObject(captured({ training })), tiny.retort);
    const seen: { readonly step: number; readonly tensors: number; readonly resident: number }[] = [];
    for await (const event of startRun({ recipe, retort: tiny.retort, files: tiny.files })) {
      if (event.kind !== 'stage' || event.event.kind !== 'step' || event.place.arm === 'teacher') continue;
      collectGarbage();
      seen.push({ step: event.event.report.step, tensors: liveCount().tensors, resident: process.memoryUsage().rss });
    }
    const [early, late] = [seen.find(({ step }) => step > 1000)!, seen.at(-1)!];
    expect(late.step).toBeGreaterThanOrEqual(5000);
    expect(late.tensors).toBe(early.tensors);
    expect((late.resident - early.resident) / 2 ** 20).toBeLessThan(32);
  });
});
