// Runs something that must fail and gives its error, with every error inside it.
import { RetortError } from '@retort/kernel';
import { expect } from 'vitest';

export function faultOf(run: () => unknown): RetortError {
  try {
    run();
  } catch (error) {
    if (RetortError.is(error)) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}

/** The errors inside one of several problems, else the error itself. */
export function faultsOf(run: () => unknown): readonly RetortError[] {
  const error = faultOf(run);
  return error.cause instanceof AggregateError ? (error.cause.errors as RetortError[]) : [error];
}
