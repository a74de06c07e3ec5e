// Which options a schema knows, where its library can say so in the Standard JSON Schema way (zod does).
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';

/** The names of the options at the top, or undefined where the library cannot tell or the schema is no object. */
export function optionNames(schema: StandardSchemaV1): readonly string[] | undefined {
  const standard: Partial<StandardJSONSchemaV1.Props> = schema['~standard'];
  if (standard.jsonSchema === undefined) return undefined;
  // `unrepresentable` is zod's word for: leave out what JSON Schema has no form for, rather than throw.
  const { properties } = standard.jsonSchema.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined;
}
