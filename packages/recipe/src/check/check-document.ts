// Raw data with places to a RecipeDocument: structure first, then meaning. Nothing is made of it yet.
import type { z } from 'zod';
import { isMap } from '../complete/merge.ts';
import type { Places, RecipeDocument, RecipePath } from '../document/recipe-document.ts';
import type { RecipeInput } from '../recipe-input.ts';
import { inputSchema, trainingInput } from '../schema/input-schema.ts';
import { meaningProblems } from './meaning.ts';
import { type Problem, throwProblems } from './problems.ts';
import { type Structure, structureOf, structureProblems } from './structure.ts';

let structures: { readonly recipe: Structure; readonly training: Structure } | undefined;

/** Made on first use: a command that only prints its help pays nothing. */
function loadStructures() {
  structures ??= { recipe: structureOf(inputSchema as z.ZodType<unknown>), training: structureOf(trainingInput as z.ZodType<unknown>) };
  return structures;
}

/** The JSON Schema of recipes without any plugin. */
export const plainSchema = () => loadStructures().recipe.json;

/** Throws every problem found, located. */
export function checkDocument(data: unknown, places: Places): RecipeDocument {
  const { recipe } = loadStructures();
  throwProblems(places.name, [...structureProblems(recipe, data, places), ...nestedTrainings(data, places)]);
  const input = data as RecipeInput;
  throwProblems(places.name, meaningProblems(input, places));
  return { name: places.name, input, place: places.place };
}

/** A teacher's `training` is checked by the recipe's schema at the top; here those further in, of members. */
function nestedTrainings(data: unknown, places: Places): readonly Problem[] {
  const { training } = loadStructures();
  const search = (part: unknown, path: RecipePath): readonly Problem[] => {
    if (Array.isArray(part)) return part.flatMap((item, index) => search(item, [...path, index]));
    if (!isMap(part)) return [];
    return Object.entries(part).flatMap(([key, value]) =>
      key === 'training' && isMap(value) && path.length > 1 ? structureProblems(training, value, places, [...path, key]) : search(value, [...path, key]),
    );
  };
  return isMap(data) ? search(data.teacher, ['teacher']) : [];
}
