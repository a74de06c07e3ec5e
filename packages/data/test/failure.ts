// What a failing call throws, as `code: message`, so that a test can match both. Fails the test where nothing is thrown.
import { RetortError } from '@retort/kernel';

export async function failure(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (RetortError.is(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('expected a coded error, and nothing was thrown');
}
