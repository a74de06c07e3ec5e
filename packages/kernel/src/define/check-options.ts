// Runs a Standard Schema over options and says which option is wrong, with the nearest valid name where a name is.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { retortError } from '../error/error-table.ts';
import { expectedName } from '../error/nearest.ts';
import { optionNames } from './option-names.ts';

/**
 * The schema's output, or `KD_E_OPTIONS_INVALID` with the path of every issue. Without a schema only `{}` is valid.
 * `where` leads the message: `objective.terms[0]`.
 */
export function checkOptions(schema: StandardSchemaV1 | undefined, options: unknown, what: string, where?: string): unknown {
  const at = where === undefined ? {} : { where };
  if (schema === undefined) {
    const keys = typeof options === 'object' && options !== null ? Object.keys(options) : [String(options)];
    if (keys.length === 0) return options;
    throw retortError('KD_E_OPTIONS_INVALID', {
      what: `options of ${what}`,
      expected: 'no options',
      received: keys.map((key) => `"${key}"`).join(', '),
      ...at,
    });
  }
  const result = schema['~standard'].validate(options);
  if ('then' in result) throw retortError('KD_E_OPTIONS_ASYNC', { what: `the schema of ${what}`, ...at });
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join('; ');
  const unknown = unknownName(schema, options);
  throw retortError('KD_E_OPTIONS_INVALID', { what: `options of ${what}: ${issues}`, received: brief(options), ...(unknown && { expected: unknown }), ...at });
}

function unknownName(schema: StandardSchemaV1, options: unknown): string | undefined {
  const names = optionNames(schema);
  if (names === undefined || typeof options !== 'object' || options === null) return undefined;
  const wrong = Object.keys(options).find((key) => !names.includes(key));
  return wrong === undefined ? undefined : expectedName(wrong, names);
}

function pathOf(issue: StandardSchemaV1.Issue): string {
  const keys = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? '(all)' : keys.join('.');
}

/** For a message: JSON where that is possible, cut. */
function brief(value: unknown): string {
  const seen = new WeakSet<object>();
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint' || typeof part === 'function' || typeof part === 'symbol') return String(part);
    if (typeof part !== 'object' || part === null) return part;
    if (seen.has(part)) return '(again)';
    seen.add(part);
    return part;
  });
  const shown = text ?? String(value);
  return shown.length > 200 ? `${shown.slice(0, 200)}...` : shown;
}
