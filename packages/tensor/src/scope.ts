// Frees every tensor made inside, except what is returned. Synchronous only: unlike TensorFlow.js' tidy, it refuses a promise.
import { retortError } from '@retort/kernel';
import { engine } from './tf.ts';

/**
 * Runs `fn` and disposes the tensors it made, except those it returns (in plain objects and arrays, nested) or keeps.
 * What is returned belongs to the enclosing scope, or to the caller where there is none. Freed also when `fn` throws.
 * Variables are never freed by a scope.
 *
 * @throws KD_E_TENSOR_SCOPE_ASYNC when `fn` returns a thenable.
 */
export function scope<T>(fn: () => T): T {
  return engine().tidy(() => refuseThenable(fn(), 'a scope') as never) as T;
}

/** The value itself, or `KD_E_TENSOR_SCOPE_ASYNC` where it is a thenable. */
export function refuseThenable<T>(value: T, where: string): T {
  if (typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function') {
    // The promise's own failure must not surface later as an unhandled rejection beside this error.
    value.then(undefined, () => undefined);
    throw retortError('KD_E_TENSOR_SCOPE_ASYNC', {
      what: `the function of ${where} returned a promise`,
      expected: 'a synchronous function',
      received: 'an async one',
    });
  }
  return value;
}
