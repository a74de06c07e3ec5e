// The JSON Schema of recipes, for editors. With a maker it also knows the ids and options of everything registered.
import type { Axis, Contribution, Maker } from '@retort/kernel';
import { plainSchema } from './check/check-document.ts';
import { defaults } from './complete/defaults.ts';
import { isMap } from './complete/merge.ts';
import { presets } from './complete/presets.ts';
import type { JsonSchema } from './schema/keys-at.ts';
import { optionsSchema } from './schema/options-schema.ts';

/** Draft 2020-12. Without a maker any id is admitted. */
export function recipeSchema(maker?: Maker): JsonSchema {
  const schema = fill(plainSchema(), maker) as JsonSchema;
  const properties = { ...(schema.properties as object), extends: presetSchema(schema) };
  return { ...schema, properties };
}

function presetSchema(schema: JsonSchema): JsonSchema {
  const name = { enum: [...presets.keys()] };
  const { description } = (schema.properties as Record<string, JsonSchema>).extends!;
  return { description, anyOf: [name, { type: 'array', items: name }] };
}

/** Replaces every part that is marked with an axis; the mark itself is not published. */
function fill(part: unknown, maker: Maker | undefined): unknown {
  if (Array.isArray(part)) return part.map((item) => fill(item, maker));
  if (!isMap(part)) return part;
  const { axis, ...rest } = part;
  if (typeof axis !== 'string' || maker === undefined) return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, fill(value, maker)]));
  const { description } = rest;
  const contributions = maker.list(axis as Axis);
  const branches =
    axis === 'objective'
      ? [{ enum: contributions.map(({ id }) => id) }]
      : choiceBranches(axis as Axis, contributions, fill(teacherPart(axis, rest), maker), maker);
  return { description, anyOf: branches };
}

/** The recipe's own keys of a teacher (`model`, `training`) belong to every teacher. */
function teacherPart(axis: string, rest: JsonSchema): unknown {
  if (axis !== 'teacher') return {};
  const [, map] = rest.anyOf as readonly [JsonSchema, JsonSchema];
  const { id: _, ...own } = map.properties as Record<string, unknown>;
  return own;
}

function choiceBranches(axis: Axis, contributions: readonly Contribution[], own: unknown, maker: Maker): readonly JsonSchema[] {
  const made = contributions.map((contribution) => ({ contribution, options: contribution.options && nameNested(optionsSchema(contribution.options), maker) }));
  const auto = axis === 'engine' ? [{ const: defaults.engine, description: 'The fastest engine present.' }] : [];
  const plain = made.filter(({ options }) => ((options?.required as readonly string[] | undefined) ?? []).length === 0);
  return [
    ...auto,
    ...plain.map(({ contribution: { id, summary } }) => ({ const: id, description: summary })),
    ...made.map(({ contribution, options }) => withOptions(contribution, options, own as JsonSchema)),
  ];
}

/** Choices inside options by their ids; the options of those are left open, as they may contain such a choice again. */
function nameNested<T>(part: T, maker: Maker): T {
  if (Array.isArray(part)) return part.map((item) => nameNested(item, maker)) as T;
  if (!isMap(part)) return part;
  const { axis, anyOf: _, ...rest } = part;
  if (typeof axis !== 'string') return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, nameNested(value, maker)])) as T;
  const ids = { enum: maker.list(axis as Axis).map(({ id }) => id) };
  return { ...rest, anyOf: [ids, { type: 'object', properties: { id: ids }, required: ['id'] }] } as T;
}

function withOptions({ axis, id, summary, options: schema }: Contribution, options: JsonSchema | undefined, own: JsonSchema): JsonSchema {
  const required = (options?.required as readonly string[] | undefined) ?? [];
  const nameless = axis === 'teacher' && id === defaults.teacherId;
  const { $defs } = options ?? {};
  return {
    type: 'object',
    description: summary,
    properties: { id: { const: id }, ...((options?.properties as object | undefined) ?? {}), ...own },
    required: [...(nameless ? [] : ['id']), ...required],
    // Options that no JSON Schema describes are admitted here and validated when the recipe is resolved.
    ...(schema !== undefined && options === undefined ? {} : { additionalProperties: options?.additionalProperties ?? false }),
    ...($defs === undefined ? {} : { $defs }),
  };
}
