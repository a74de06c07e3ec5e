// A resolved recipe read back from a run folder. Strict: every default is written out and nothing is filled in.

import type { Recipe } from '@retort/kernel';
import type { z } from 'zod';
import { isArmName, isFolderName } from './check/names.ts';
import { type Problem, throwProblems } from './check/problems.ts';
import { type Structure, structureOf, structureProblems } from './check/structure.ts';
import { MAIN_ARM } from './complete/complete-recipe.ts';
import { objectPlaces, textPlaces } from './document/places.ts';
import { readObject } from './document/read-object.ts';
import { readText } from './document/read-text.ts';
import type { Places } from './document/recipe-document.ts';
import { resolvedSchema } from './schema/resolved-schema.ts';

let structure: Structure | undefined;

/**
 * Takes the text, or the value already parsed from it, and gives a `Recipe` equal to the one that was written.
 * Throws the errors of `parseRecipe`. Ids are not looked at: the run checks its plugins' versions first.
 */
export function parseResolvedRecipe(source: unknown, options: { readonly path?: string } = {}): Recipe {
  const name = options.path ?? 'recipe';
  if (typeof source !== 'string') return check(readObject(source, name), objectPlaces(name));
  const { data, spot, lines } = readText(source, name);
  return check(data, textPlaces(name, spot, lines));
}

function check(data: unknown, places: Places): Recipe {
  structure ??= structureOf(resolvedSchema as z.ZodType<unknown>);
  throwProblems(places.name, structureProblems(structure, data, places));
  const recipe = data as Recipe;
  throwProblems(places.name, nameProblems(recipe, places));
  return recipe;
}

function nameProblems({ name, arms }: Recipe, places: Places): readonly Problem[] {
  const names = Object.keys(arms);
  const problem = (path: readonly string[], received: string): Problem => ({
    code: 'KD_E_RECIPE_NAME',
    place: places.place(path, 'key'),
    what: path.join('.'),
    received: JSON.stringify(received),
  });
  return [
    ...(isFolderName(name) ? [] : [problem(['name'], name)]),
    ...names.filter((arm) => !isArmName(arm)).map((arm) => problem(['arms', arm], arm)),
    ...(names.at(-1) === MAIN_ARM
      ? []
      : [{ code: 'KD_E_RECIPE_MISSING', place: places.place(['arms'], 'key'), what: `the last arm is not "${MAIN_ARM}"` } as const]),
  ];
}
