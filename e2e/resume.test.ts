// Stopped after any step and resumed, a run ends bit-equal to one that was never stopped, and its log has no line more or less.
import { liveCount } from '@retort/tensor';
import { expect, test } from 'vitest';
import { metricsOf, openTiny, runTiny } from './run-tiny.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const input = tinyRecipe({ compare: { alone: { strategy: 'alone', view: 'labelled' } } });

test('stopped after every step once, the run resumes bit-equal', async () => {
  const whole = await openTiny(input);
  const before = liveCount();
  const reference = await runTiny(whole, { folder: 'run' });
  expect(liveCount()).toEqual(before);
  expect(reference.interrupted).toBe(false);
  expect(Object.keys(reference.weights)).toEqual(['3/alone', '3/distilled']);
  const log = await metricsOf(whole.files, 'run');

  for (let stop = 1; stop < reference.steps; stop++) {
    const cut = await openTiny(input);
    const first = await runTiny(cut, { folder: 'run', stopAt: stop });
    expect(first.interrupted).toBe(true);
    const second = await runTiny(cut, { folder: 'run', resume: true });
    expect(second.interrupted).toBe(false);
    expect({ stop, ...second.weights, ...first.weights }).toEqual({ stop, ...reference.weights });
    expect(first.steps + second.steps).toBe(reference.steps);
    expect(await metricsOf(cut.files, 'run')).toEqual(log);
    expect(liveCount()).toEqual(before);
  }
});

test('stopped after every single step in turn, the run still ends bit-equal', async () => {
  const whole = await openTiny(input);
  const reference = await runTiny(whole, { folder: 'run' });
  const cut = await openTiny(input);
  let weights = {};
  for (let pass = 0; pass < 200; pass++) {
    const result = await runTiny(cut, { folder: 'run', resume: pass > 0, stopAt: 1 });
    weights = { ...weights, ...result.weights };
    if (!result.interrupted) break;
  }
  expect(weights).toEqual(reference.weights);
});

test('a second run of the same recipe gives the same numbers', async () => {
  const [a, b] = [await openTiny(input), await openTiny(input)];
  const first = await runTiny(a, { folder: 'run' });
  const second = await runTiny(b, { folder: 'elsewhere' });
  expect(second.weights).toEqual(first.weights);
  expect(await metricsOf(b.files, 'elsewhere')).toEqual(await metricsOf(a.files, 'run'));
});

test('another seed gives other numbers', async () => {
  const a = await runTiny(await openTiny(input));
  const b = await runTiny(await openTiny({ ...input, seed: 4 }));
  expect(b.weights['4/distilled']).not.toBe(a.weights['3/distilled']);
});
