// Which keys a recipe may have at a path, read off the JSON Schema, so that there is one source of them.
import type { RecipePath } from '../document/recipe-document.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** `open`: other keys are allowed too (options of a choice, names of arms). */
export interface Keys {
  readonly names: readonly string[];
  readonly open: boolean;
}

export function keysAt(schema: JsonSchema, path: RecipePath): Keys {
  const reached = path.reduce<readonly JsonSchema[]>((parts, key) => parts.flatMap((part) => step(part, key)), branches(schema));
  const maps = reached.filter((part) => part.properties !== undefined || isSchema(part.additionalProperties));
  return {
    names: [...new Set(maps.flatMap((part) => Object.keys((part.properties as object | undefined) ?? {})))],
    open: maps.some((part) => isSchema(part.additionalProperties)),
  };
}

function step(part: JsonSchema, key: string | number): readonly JsonSchema[] {
  if (typeof key === 'number') return isSchema(part.items) ? branches(part.items) : [];
  const properties = (part.properties ?? {}) as Record<string, JsonSchema>;
  if (Object.hasOwn(properties, key)) return branches(properties[key]!);
  return isSchema(part.additionalProperties) ? branches(part.additionalProperties) : [];
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  const any = schema.anyOf as readonly JsonSchema[] | undefined;
  return any === undefined ? [schema] : any.flatMap(branches);
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;
