// The JSON Schema of a contribution's options, where its schema library can give one (Standard JSON Schema).
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonSchema } from './keys-at.ts';

type Converter = (options: { readonly target: string; readonly libraryOptions?: Readonly<Record<string, unknown>> }) => JsonSchema;

/** Undefined where the library has no JSON Schema, or cannot express this one. Then any options are admitted in an editor; they are still validated in a run. */
export function optionsSchema(schema: StandardSchemaV1): JsonSchema | undefined {
  const standard = schema['~standard'] as { readonly jsonSchema?: { readonly input?: Converter } };
  const input = standard.jsonSchema?.input;
  if (input === undefined) return undefined;
  try {
    const { $schema: _, ...rest } = input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
    return rest;
  } catch {
    // The standard says that a library throws where a schema has no JSON Schema.
    return undefined;
  }
}
