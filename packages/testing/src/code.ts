// For `throws` and `rejects`: an error of the table, by its code.
import { equal, fail, match } from 'node:assert/strict';
import { RetortError } from '@retort/kernel';

/** A predicate that fails unless the error has this code, and this in its message. */
export function coded(code: string, message = /./): (error: unknown) => true {
  return (error) => {
    if (!RetortError.is(error)) fail(`expected an error of the code ${code}, received ${error}`);
    equal(error.code, code);
    match(error.message, message);
    return true;
  };
}
