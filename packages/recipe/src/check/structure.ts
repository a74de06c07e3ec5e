// Checks data against one of the two recipe schemas and says, for each issue, what was expected where.
import { expectedName } from '@retort/kernel';
import { z } from 'zod';
import { type Places, pathText, type RecipePath, valueAt } from '../document/recipe-document.ts';
import { type JsonSchema, keysAt } from '../schema/keys-at.ts';
import { brief } from './brief.ts';
import { expectedBy, type Issue, leaves } from './issue.ts';
import type { Problem } from './problems.ts';

/** A zod schema beside its JSON Schema, from which the valid keys are read. */
export interface Structure {
  readonly schema: z.ZodType<unknown>;
  readonly json: JsonSchema;
}

export function structureOf(schema: z.ZodType<unknown>): Structure {
  return { schema, json: z.toJSONSchema(schema, { io: 'input' }) };
}

/** Problems of `data`, which stands at `base` of the document. */
export function structureProblems(structure: Structure, data: unknown, places: Places, base: RecipePath = []): readonly Problem[] {
  const result = structure.schema.safeParse(data);
  if (result.success) return [];
  return leaves(result.error.issues as readonly Issue[], data).flatMap((issue) => problemsOf(issue, structure.json, data, places, base));
}

function problemsOf(issue: Issue, json: JsonSchema, data: unknown, places: Places, base: RecipePath): readonly Problem[] {
  const path = issue.path as RecipePath;
  const full = [...base, ...path];
  if (issue.code === 'unrecognized_keys') {
    const valid = keysAt(json, path).names;
    return (issue.keys ?? []).map((key) => ({
      code: 'KD_E_RECIPE_UNKNOWN_KEY',
      place: places.place([...full, key], 'key'),
      what: `unknown key "${key}" in ${pathText(full)}`,
      expected: expectedName(key, valid),
    }));
  }
  const value = valueAt(data, path);
  const place = places.place(full);
  const expected = expectedBy(issue, value);
  if (value === undefined && path.length > 0) {
    const around = pathText(full.slice(0, -1));
    return [{ code: 'KD_E_RECIPE_MISSING', place, what: `"${path.at(-1)}" is missing in ${around}`, expected }];
  }
  return [{ code: 'KD_E_RECIPE_VALUE', place, what: pathText(full), expected, received: brief(value) }];
}
