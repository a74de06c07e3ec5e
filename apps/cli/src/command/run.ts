// `retort run`: a recipe from start to report. SIGINT and SIGTERM end the step in progress, save, and print how to resume.
import { basename } from 'node:path';
import { dryRun, startRun } from '@retort/distill';
import { nodeFiles } from '@retort/files/node';
import { loadRecipe, type RecipeOptions } from '../load-recipe.ts';
import { follow } from '../view/follow.ts';

export interface RunOptions extends RecipeOptions {
  readonly folder?: string;
  readonly dryRun?: boolean;
}

export async function run(path: string, options: RunOptions): Promise<void> {
  const { recipe, retort } = await loadRecipe(path, options);
  try {
    if (options.dryRun === true) {
      await follow((signal) => dryRun({ recipe, retort, signal }), { json: options.json, rehearsal: true });
      return;
    }
    const folder = options.folder ?? (await nextFolder(recipe.name));
    await follow((signal) => startRun({ recipe, retort, folder, signal }), { json: options.json, resume: `retort resume ${folder}` });
  } finally {
    await retort.dispose();
  }
}

/** runs/digits, runs/digits-2, ... */
async function nextFolder(name: string): Promise<string> {
  const first = `runs/${basename(name)}`;
  for (let number = 1; ; number++) {
    const folder = number === 1 ? first : `${first}-${number}`;
    if ((await nodeFiles.stat(folder)) === undefined) return folder;
  }
}
