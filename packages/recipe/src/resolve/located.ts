// Where a part of the resolved recipe was written: the same part may come from an arm's own change or from the main recipe.
import { isDeepStrictEqual } from 'node:util';
import { replaces } from '../complete/merge.ts';
import type { Place, RecipeDocument, RecipePath } from '../document/recipe-document.ts';
import { pathText, valueAt } from '../document/recipe-document.ts';

/** Paths of the document that may hold a part, the likeliest first. */
export type Candidates = (inside: RecipePath) => readonly RecipePath[];

/** A part of an arm: in the arm's own change, and in the main recipe unless the change replaced it there. */
export function armCandidates({ input }: RecipeDocument, arm: string): Candidates {
  const replaced = (inside: RecipePath): boolean =>
    inside.some((_, index) => {
      const path = inside.slice(0, index + 1);
      const own = valueAt(input, ['compare', arm, ...path]);
      return own !== undefined && replaces(valueAt(input, path), own);
    });
  return (inside) => (replaced(inside) ? [['compare', arm, ...inside]] : [['compare', arm, ...inside], inside]);
}

export interface Located {
  readonly place: Place;
  readonly text: string;
}

/** The first candidate that exists; where none does, the first that lacks the fewest keys. */
export function locate(document: RecipeDocument, candidates: readonly RecipePath[], part: 'key' | 'value' = 'value'): Located {
  const missing = candidates.map((path) => path.length - existing(document.input, path));
  const path = candidates[missing.indexOf(Math.min(...missing))]!;
  return { place: document.place(path, part), text: pathText(path) };
}

/** How many keys of the path exist. */
function existing(data: unknown, path: RecipePath): number {
  let depth = path.length;
  while (depth > 0 && valueAt(data, path.slice(0, depth)) === undefined) depth -= 1;
  return depth;
}

/** Where a value that a contribution made of its options stands in them; undefined where it is a default of its own. */
export function pathOf(options: unknown, wanted: unknown, path: RecipePath = []): RecipePath | undefined {
  if (isDeepStrictEqual(options, wanted)) return path;
  if (typeof options !== 'object' || options === null) return undefined;
  const entries = Array.isArray(options) ? [...options.entries()] : Object.entries(options);
  for (const [key, value] of entries) {
    const found = pathOf(value, wanted, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
