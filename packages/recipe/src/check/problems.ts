// Collects what is wrong with a recipe and throws it as one error: first places first, ten at most.
import { type ErrorCode, type ErrorDetail, type RetortError, retortError } from '@retort/kernel';
import type { Place } from '../document/recipe-document.ts';

const SHOWN = 10;

export interface Problem extends Omit<ErrorDetail, 'where'> {
  readonly code: ErrorCode;
  readonly place: Place;
}

/** Returns when there is none. One problem is thrown as itself, several as `KD_E_RECIPE_INVALID` with all of them as its cause. */
export function throwProblems(name: string, problems: readonly Problem[]): void {
  const errors = unique([...problems].sort((a, b) => a.place.order - b.place.order).map(toError));
  if (errors.length === 0) return;
  if (errors.length === 1) throw errors[0];
  const lines = errors.slice(0, SHOWN).map((error) => `\n  ${error.message}`);
  const rest = errors.length > SHOWN ? `\n  and ${errors.length - SHOWN} more` : '';
  throw retortError('KD_E_RECIPE_INVALID', {
    what: `${name} has ${errors.length} problems:${lines.join('')}${rest}\nNothing was run`,
    cause: new AggregateError(errors, `${errors.length} problems`),
  });
}

/** A detail without the keys that are absent, as `exactOptionalPropertyTypes` wants it. */
function toError({ code, place, ...detail }: Problem): RetortError {
  return retortError(code, { ...detail, where: place.where });
}

function unique(errors: readonly RetortError[]): readonly RetortError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
