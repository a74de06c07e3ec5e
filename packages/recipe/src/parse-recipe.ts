// The two ways into a recipe: a text (YAML or JSON) and a TypeScript object. Neither loads or runs anything it names.
import { checkDocument } from './check/check-document.ts';
import { objectPlaces, textPlaces } from './document/places.ts';
import { readObject } from './document/read-object.ts';
import { readText } from './document/read-text.ts';
import type { RecipeDocument } from './document/recipe-document.ts';
import type { RecipeInput } from './recipe-input.ts';

/**
 * Reads a recipe written in YAML or JSON. `path` is for messages only; the text has been read by the caller.
 * Throws `KD_E_RECIPE_*` with file, line and column: at once for what cannot be read, together for what is wrong.
 */
export function parseRecipe(text: string, options: { readonly path?: string } = {}): RecipeDocument {
  const name = options.path ?? 'recipe';
  const { data, spot, lines } = readText(text, name);
  return checkDocument(data, textPlaces(name, spot, lines));
}

/** Takes a recipe written in TypeScript. It is copied: changing the object later changes nothing. */
export function recipeFromObject(input: RecipeInput, options: { readonly name?: string } = {}): RecipeDocument {
  const name = options.name ?? 'recipe';
  return checkDocument(readObject(input, name), objectPlaces(name));
}
