// The presets against the plugins they are written for: their ids and options must exist.
import { dataPlugin } from '@retort/data';
import { FILES, memoryFiles } from '@retort/files';
import { createKernel, defineFamily, definePlugin, defineStrategy } from '@retort/kernel';
import { trainingPlugin } from '@retort/trainer';
import { expect, test } from 'vitest';
import { presets } from './complete/presets.ts';
import { recipeFromObject } from './parse-recipe.ts';
import { resolveRecipe } from './resolve-recipe.ts';

const never = (): never => {
  throw new Error('a recipe must not run anything');
};
const parts = definePlugin({
  name: 'parts',
  version: '0.1.0',
  kernel: '^0.1.0',
  provides: [FILES],
  contributions: [
    defineFamily({ id: 'mlp', summary: 'a family', create: () => ({ build: never }) }),
    defineStrategy({ id: 'alone', summary: 'a strategy', create: () => ({ stages: never }) }),
  ],
  setup: (context) => context.provide(FILES, { value: memoryFiles() }),
});

test.each([...presets.keys()])('%s resolves with the default plugins', async (name) => {
  const kernel = await createKernel({ plugins: [parts(), dataPlugin(), trainingPlugin()] }).ready();
  const recipe = resolveRecipe(recipeFromObject({ name: 'a', extends: name, data: { source: 'digits' }, student: 'mlp' }), kernel);
  expect(recipe.arms.distilled?.training).toMatchObject(presets.get(name)?.training ?? {});
  await kernel.dispose();
});
