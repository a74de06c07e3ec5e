// Reads the issues of a schema library. Only `path` and `message` are standard; the rest is used where zod gives it.
import { expectedName } from '@retort/kernel';
import { type RecipePath, valueAt } from '../document/recipe-document.ts';

export interface Issue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly origin?: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/**
 * Replaces each issue of a union by the issues of the one branch that the value was meant for: a branch whose type fits.
 * Where none fits, the union stays and `expectedBy` lists them all.
 */
export function leaves(issues: readonly Issue[], data: unknown, base: readonly PropertyKey[] = []): readonly Issue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.errors === undefined || issue.errors.length === 0) return [{ ...issue, path }];
    const fitting = issue.errors.filter((branch) => !branch.some((inner) => inner.path.length === 0 && isTypeIssue(inner)));
    const meant = fitting.length > 0 ? fitting[0]! : undefined;
    return meant === undefined || valueAt(data, path as RecipePath) === undefined ? [{ ...issue, path }] : leaves(meant, data, path);
  });
}

const isTypeIssue = ({ code, errors }: Issue): boolean =>
  code === 'invalid_type' || code === 'invalid_value' || (errors?.every((branch) => branch.some(isTypeIssue)) ?? false);

const kinds: ReadonlyMap<string, string> = new Map([
  ['object', 'a map'],
  ['record', 'a map'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
]);

/** What the schema wanted, in words. */
export function expectedBy(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds.get(issue.expected ?? '') ?? issue.expected ?? issue.message;
    case 'invalid_value':
      return expectedName(typeof value === 'string' ? value : '', (issue.values ?? []).map(String));
    case 'too_small':
      return `${unit(issue.origin)}${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${unit(issue.origin)}${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
    case 'invalid_union':
      return [...new Set((issue.errors ?? []).map((branch) => expectedBy(branch[0]!, value)))].join(', or ');
    default:
      return issue.message.replace(/^expected /i, '');
  }
}

function unit(origin: string | undefined): string {
  if (origin === 'array' || origin === 'set') return 'a list of length ';
  return origin === 'string' ? 'a text of length ' : 'a number ';
}
