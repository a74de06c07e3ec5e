// One choice of a recipe against the registry: its id, its options, and whether the contribution can be made of them.
import { type Axis, type AxisMap, type Choice, type Contribution, expectedName, type Maker, RetortError } from '@retort/kernel';
import { brief } from '../check/brief.ts';
import { expectedBy, type Issue, leaves } from '../check/issue.ts';
import type { Problem } from '../check/problems.ts';
import { pathText, type RecipeDocument, type RecipePath, valueAt } from '../document/recipe-document.ts';
import { type JsonSchema, keysAt } from '../schema/keys-at.ts';
import { optionsSchema } from '../schema/options-schema.ts';
import { type Candidates, locate } from './located.ts';
import { nestedChoices } from './nested-choices.ts';

export interface Checking {
  readonly document: RecipeDocument;
  readonly maker: Maker;
  readonly problems: Problem[];
}

/** Makes the contribution, or adds what is wrong with it, or with a choice inside its options, to the problems and returns undefined. */
export function checkChoice<A extends Axis>(checking: Checking, axis: A, choice: Choice, at: Candidates): AxisMap[A] | undefined {
  const { document, maker, problems } = checking;
  const { id, ...options } = typeof choice === 'string' ? { id: choice } : choice;
  const here = locate(document, typeof choice === 'string' ? at([]) : at(['id']));
  const contribution = maker.list(axis).find((one) => one.id === id);
  if (contribution === undefined) {
    const ids = maker.list(axis).map((one) => one.id);
    problems.push({ code: 'KD_E_RECIPE_ID', place: here.place, what: `${axis} "${id}"`, expected: expectedName(id, ids) });
    return undefined;
  }
  const schema = contribution.options && (optionsSchema(contribution.options) ?? {});
  const known = problems.length;
  problems.push(...optionProblems(document, contribution, schema ?? {}, options, at));
  if (problems.length === known)
    for (const nested of nestedChoices(schema ?? {}, options)) checkChoice(checking, nested.axis, nested.choice, (inside) => at([...nested.path, ...inside]));
  if (problems.length > known) return undefined;
  try {
    return maker.make(axis, choice, here.text);
  } catch (cause) {
    const reason = RetortError.is(cause) ? `[${cause.code}] ${cause.detail.what}` : String(cause);
    problems.push({ code: 'KD_E_RECIPE_CHOICE', place: here.place, what: `${axis} "${id}" cannot be made: ${reason}`, ...advice(cause), cause });
    return undefined;
  }
}

/** What the contribution's own error advises. */
function advice(cause: unknown): Pick<Problem, 'expected' | 'received' | 'action'> {
  if (!RetortError.is(cause)) return {};
  const { expected, received, action } = cause.detail;
  return { ...(expected === undefined ? {} : { expected }), ...(received === undefined ? {} : { received }), ...(action === undefined ? {} : { action }) };
}

function optionProblems(
  document: RecipeDocument,
  { axis, id, options: schema }: Contribution,
  json: JsonSchema,
  options: object,
  at: Candidates,
): readonly Problem[] {
  const what = `of ${axis} "${id}"`;
  const located = (path: RecipePath, part?: 'key') => locate(document, at(path), part);
  const unknownKey = (path: RecipePath, key: string, valid: readonly string[]): Problem => ({
    code: 'KD_E_RECIPE_OPTIONS',
    place: located([...path, key], 'key').place,
    what: `unknown option "${pathText([...path, key])}" ${what}`,
    ...(valid.length > 0 ? { expected: expectedName(key, valid) } : path.length === 0 && schema === undefined ? { expected: 'no options' } : {}),
  });
  if (schema === undefined) return Object.keys(options).map((key) => unknownKey([], key, []));
  const result = schema['~standard'].validate(options);
  if (result instanceof Promise || result.issues === undefined) return [];
  return leaves(result.issues.map(standardIssue), options).flatMap((issue) => {
    const path = issue.path as RecipePath;
    if (issue.keys !== undefined) return issue.keys.map((key) => unknownKey(path, key, keysAt(json, path).names));
    const value = valueAt(options, path);
    const missing = value === undefined && path.length > 0;
    return [
      {
        code: 'KD_E_RECIPE_OPTIONS',
        place: located(path).place,
        what: path.length === 0 ? `options ${what}` : `option "${pathText(path)}" ${what}${missing ? ' is missing' : ''}`,
        expected: expectedBy(issue, value),
        ...(missing ? {} : { received: brief(value) }),
      },
    ];
  });
}

/** Standard Schema allows path segments as objects; everything else of an issue is kept where the library gives it. */
function standardIssue(issue: { readonly message: string; readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined }): Issue {
  return { ...issue, path: (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part)) };
}
