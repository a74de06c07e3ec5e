// The choices inside the options of a contribution, found by the marks that its schema bears (`choiceOf` of @retort/kernel/zod).
import type { Axis, Choice } from '@retort/kernel';
import { isMap } from '../complete/merge.ts';
import type { RecipePath } from '../document/recipe-document.ts';
import type { JsonSchema } from '../schema/keys-at.ts';

export interface NestedChoice {
  readonly axis: Axis;
  readonly choice: Choice;
  /** Where it stands in the options. */
  readonly path: RecipePath;
}

/** Only what was written: defaults are the contribution's own business. */
export function nestedChoices(schema: JsonSchema, options: unknown): readonly NestedChoice[] {
  const found = walk(schema, schema, options, []);
  return [...new Map(found.map((one) => [JSON.stringify([one.axis, one.path]), one])).values()];
}

function walk(part: unknown, root: JsonSchema, value: unknown, path: RecipePath): readonly NestedChoice[] {
  if (!isMap(part) || value === undefined) return [];
  if (typeof part.axis === 'string') return isChoice(value) ? [{ axis: part.axis as Axis, choice: value, path }] : [];
  const same = [referred(part.$ref, root), ...branches(part)].flatMap((branch) => walk(branch, root, value, path));
  if (Array.isArray(value)) return [...same, ...value.flatMap((item, index) => walk(itemSchema(part, index), root, item, [...path, index]))];
  if (!isMap(value)) return same;
  const properties = isMap(part.properties) ? part.properties : {};
  const inside = Object.entries(value).flatMap(([key, item]) =>
    walk(Object.hasOwn(properties, key) ? properties[key] : part.additionalProperties, root, item, [...path, key]),
  );
  return [...same, ...inside];
}

const isChoice = (value: unknown): value is Choice => typeof value === 'string' || (isMap(value) && typeof value.id === 'string');

function branches({ anyOf, oneOf, allOf }: JsonSchema): readonly unknown[] {
  return [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
}

function itemSchema({ prefixItems, items }: JsonSchema, index: number): unknown {
  return (Array.isArray(prefixItems) ? prefixItems[index] : undefined) ?? items;
}

/** `#` or `#/$defs/name`, as a schema that contains itself is written. */
function referred(ref: unknown, root: JsonSchema): unknown {
  if (typeof ref !== 'string') return undefined;
  return ref === '#'
    ? root
    : ref
        .split('/')
        .slice(1)
        .reduce<unknown>((part, key) => (isMap(part) ? part[key] : undefined), root);
}
