// Rephrases a failed file-system call as a failed save: what was to be written, and what stands on the disk now.
import { RetortError } from '@retort/kernel';

/**
 * @param what - what was being done: `write 120 bytes to "a/b"`
 * @param standing - what a reader finds now: `The previous version is intact.`
 */
export function explainFailure(error: unknown, what: string, standing: string): unknown {
  if (!RetortError.is(error)) return error;
  const { expected, received, action } = error.detail;
  return new RetortError(error.code, {
    what: `cannot ${what}: ${error.detail.what}`,
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    action: action === undefined ? standing : `${standing} ${action}`,
    cause: error,
  });
}
