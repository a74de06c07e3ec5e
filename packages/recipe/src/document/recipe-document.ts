// A recipe as it was written: plain data, and where each part of it stands. Nothing in it has been loaded or run.
import type { RecipeInput } from '../recipe-input.ts';

export type RecipePath = readonly (string | number)[];

/** A place for people, and its rank among the places of one document. */
export interface Place {
  /** `recipe.yaml:12:5`, `--set training.epochs=3`, or `recipe.training.epochs`. */
  readonly where: string;
  readonly order: number;
}

/** Where the parts of the data stand. */
export interface Places {
  /** The file's name, or `recipe`. */
  readonly name: string;
  /** The place of a key or of its value; of the nearest part around it where the path does not exist. */
  place(path: RecipePath, part?: 'key' | 'value'): Place;
}

/** A recipe whose structure is valid. Ids and options are checked by `resolveRecipe`, which knows the plugins. */
export interface RecipeDocument extends Places {
  readonly input: RecipeInput;
}

/** `training.optimizer.rate`, `objective.terms[0].weight`. */
export function pathText(path: RecipePath): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '') || 'the recipe';
}

/** What stands at a path, own keys only; undefined where nothing does. */
export function valueAt(data: unknown, path: RecipePath): unknown {
  let value: unknown = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
