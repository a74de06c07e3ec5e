// A run with a cached teacher is the run without: the same student to the bit, the first time and from the cache alone, when it was stopped and
// resumed, for every member of a committee. What cannot be cached is refused before anything is trained.
import { dryRun } from '@retort/distill';
import { type FileSystem, memoryFiles } from '@retort/files';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { describe, expect, test } from 'vitest';
import { openTiny, runTiny, type TinyResult } from './run-tiny.ts';
import { tinyRecipe } from './tiny-recipe.ts';

type Teacher = NonNullable<RecipeInput['teacher']>;

const tiny = tinyRecipe();
const model = tiny.teacher as Exclude<Teacher, string>;
const committee = { id: 'committee', members: { a: model, b: { ...model, model: { id: 'mlp', hidden: [9, 8] } } }, weights: 'entropy' };
const recipeOf = (teacher: Teacher, change: Partial<RecipeInput> = {}): RecipeInput =>
  tinyRecipe({ teacher, training: { ...tiny.training, augment: [] }, ...change });
const cached = (teacher: Teacher, options: object = {}): Teacher => ({ id: 'cached', teacher, dir: 'cache', ...options });

async function run(input: RecipeInput, files: FileSystem = memoryFiles(), options: Parameters<typeof runTiny>[1] = {}): Promise<TinyResult> {
  const opened = await openTiny(input, files);
  try {
    return await runTiny(opened, options);
  } finally {
    await opened.retort.dispose();
  }
}

async function bytesIn(files: FileSystem, folder = 'cache'): Promise<number> {
  let total = 0;
  for (const name of await files.list(folder)) {
    const stat = (await files.stat(`${folder}/${name}`))!;
    total += stat.isDirectory ? await bytesIn(files, `${folder}/${name}`) : stat.size;
  }
  return total;
}

describe.each(['cpu', 'wasm'])('on %s', (engine) => {
  test('the student is the same to the bit, while the cache is filled and from the cache alone', async () => {
    const files = memoryFiles();
    const { weights } = await run(recipeOf(model, { engine }));
    expect(Object.keys(weights)).toEqual(['3/distilled']);
    expect((await run(recipeOf(cached(model), { engine }), files)).weights).toEqual(weights);
    const filled = await bytesIn(files);
    expect((await run(recipeOf(cached(model, { frozen: true }), { engine }), files)).weights).toEqual(weights);
    expect(await bytesIn(files)).toBe(filled);
  });
});

test('stopped and resumed, it ends the same', async () => {
  const files = memoryFiles();
  const { weights } = await run(recipeOf(model));
  const cut = await run(recipeOf(cached(model)), files, { folder: 'run', stopAt: 9 });
  expect(cut.interrupted).toBe(true);
  expect((await run(recipeOf(cached(model)), files, { folder: 'run', resume: true })).weights).toEqual(weights);
});

test('around a committee each member has a cache, and its voice', async () => {
  const files = memoryFiles();
  const terms = { objective: { task: 0.3, terms: [{ knowledge: 'kd' }] } };
  const { weights } = await run(recipeOf(committee, terms));
  expect((await run(recipeOf(cached(committee), terms), files)).weights).toEqual(weights);
  expect(await files.list('cache')).toHaveLength(2);
  expect((await run(recipeOf(cached(committee, { frozen: true }), terms), files)).weights).toEqual(weights);
});

test('inputs that are new in every epoch are refused before anything is trained, and a small number of them is kept', async () => {
  const files = memoryFiles();
  const augmented = { training: { ...tiny.training, callbacks: [] } };
  const opened = await openTiny(recipeOf(cached(model), augmented), files);
  await expect(runTiny(opened)).rejects.toThrow(/each of 2 epochs.*augment: \[\].*KD_E_CACHE_VIEWS/);
  expect(await files.stat('cache')).toBeUndefined();
  await opened.retort.dispose();

  const { weights } = await run(recipeOf(model, augmented));
  expect((await run(recipeOf(cached(model, { views: 2 }), augmented), files)).weights).toEqual(weights);
  expect((await run(recipeOf(cached(model, { views: 2, frozen: true }), augmented), files)).weights).toEqual(weights);
});

test('an augmentation that every epoch shows alike is kept, and is no answer for another', async () => {
  const files = memoryFiles();
  const turned = (labels: string) => ({ training: { ...tiny.training, callbacks: [], augment: [{ id: 'rotations', labels }] } });
  const { weights } = await run(recipeOf(model, turned('first')));
  expect((await run(recipeOf(cached(model), turned('first')), files)).weights).toEqual(weights);
  const filled = await bytesIn(files);
  expect((await run(recipeOf(cached(model, { frozen: true }), turned('first')), files)).weights).toEqual(weights);
  expect(await bytesIn(files)).toBe(filled);
  await expect(run(recipeOf(cached(model, { frozen: true }), turned('all')), files)).rejects.toThrow(/"rotations\(labels=all\)".*KD_E_CACHE_MISS/);
});

test('a rehearsal reads the cache and writes nothing: no row, no log', async () => {
  const files = memoryFiles();
  const logged = { training: { ...tiny.training, augment: [], callbacks: [{ id: 'csv-logger', folder: 'logs' }] } };
  const rehearse = async (options: object) => {
    const { retort, input } = await openTiny(recipeOf(cached(model, options), logged), files);
    const kinds: string[] = [];
    try {
      for await (const { kind } of dryRun({ recipe: resolveRecipe(recipeFromObject(input), retort), retort })) kinds.push(kind);
    } finally {
      await retort.dispose();
    }
    return kinds;
  };
  expect((await rehearse({})).at(-1)).toBe('done');
  expect(await files.list('.')).toEqual([]);
  // It trains the teacher for a batch only: a frozen cache of the whole teacher has no answer for that one.
  await run(recipeOf(cached(model), logged), files);
  const filled = await bytesIn(files);
  await expect(rehearse({ frozen: true })).rejects.toThrow('KD_E_CACHE_MISS');
  expect((await rehearse({})).at(-1)).toBe('done');
  expect(await bytesIn(files)).toBe(filled);
});
