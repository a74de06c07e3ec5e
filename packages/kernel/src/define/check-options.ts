// Runs a Standard Schema over options and says which option is wrong.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { retortError } from '../error/error-table.ts';

/** The schema's output, or `KD_E_OPTIONS_INVALID` with the path of every issue. Without a schema only `{}` is valid. */
export function checkOptions(schema: StandardSchemaV1 | undefined, options: unknown, what: string): unknown {
  if (schema === undefined) {
    const keys = Object.keys(options as object);
    if (keys.length > 0)
      throw retortError('KD_E_OPTIONS_INVALID', { what: `options of ${what}`, expected: 'no options', received: keys.map((key) => `"${key}"`).join(', ') });
    return options;
  }
  const result = schema['~standard'].validate(options);
  if (result instanceof Promise) throw retortError('KD_E_OPTIONS_ASYNC', { what: `the schema of ${what}` });
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join('; ');
  throw retortError('KD_E_OPTIONS_INVALID', { what: `options of ${what}: ${issues}`, received: brief(options) });
}

function pathOf(issue: StandardSchemaV1.Issue): string {
  const keys = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? '(all)' : keys.join('.');
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
