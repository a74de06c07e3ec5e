// From a recipe file and the command's options to a ready kernel and a resolved recipe.
import { dirname, resolve } from 'node:path';
import { locatePlugins } from '@retort/distill';
import { readText } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { type Kernel, type Recipe, retortError } from '@retort/kernel';
import { applySettings, parseRecipe, resolveRecipe } from '@retort/recipe';
import { openRetort } from './open-retort.ts';

export interface RecipeOptions {
  readonly seed?: number;
  readonly engine?: string;
  readonly set: readonly string[];
  readonly dataDir?: string;
  readonly plugin: readonly string[];
  readonly json: boolean;
}

export interface LoadedRecipe {
  readonly recipe: Recipe;
  readonly retort: Kernel;
}

const LIMIT = 1 << 20;

/** The caller disposes the kernel. */
export async function loadRecipe(path: string, options: RecipeOptions): Promise<LoadedRecipe> {
  const text = await readText(nodeFiles, path, { maxBytes: LIMIT });
  const document = applySettings(parseRecipe(text, { path }), settings(options));
  const listed = locatePlugins(document.input.plugins ?? [], dirname(resolve(path)));
  const plugins = locatePlugins([...listed, ...options.plugin], process.cwd());
  const retort = await openRetort(plugins, options.json);
  try {
    // Those of the command line too: the run folder names all that it needs to be resumed, from any folder.
    return { recipe: { ...resolveRecipe(document, retort), plugins }, retort };
  } catch (error) {
    await retort.dispose();
    throw error;
  }
}

function settings({ seed, engine, set, dataDir }: RecipeOptions): readonly string[] {
  for (const setting of set)
    if (!setting.includes('='))
      throw retortError('KD_E_CLI_SETTING', { what: '--set', expected: 'path=value, as in training.epochs=3', received: `"${setting}"` });
  return [
    ...(seed === undefined ? [] : [`seeds=[${seed}]`]),
    ...(engine === undefined ? [] : [`engine=${engine}`]),
    ...(dataDir === undefined ? [] : [`data.source.dir=${JSON.stringify(resolve(dataDir))}`]),
    ...set,
  ];
}
