// Tells a coded error where in the run it arose, where it does not know: a tap or a shape knows nothing of terms.
import { RetortError } from '@retort/kernel';

export function located<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!RetortError.is(error) || error.detail.where !== undefined) throw error;
    throw new RetortError(error.code, { ...error.detail, where, cause: error.detail.cause ?? error });
  }
}
