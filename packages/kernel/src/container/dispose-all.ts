// Disposes a list from its end to its start. One failure does not keep the rest alive; all failures are told at the end.
import { retortError } from '../error/error-table.ts';

/** Throws `KD_E_DISPOSE` with the cause, or an AggregateError of several. Empties nothing: call it once. */
export async function disposeAll(owner: string, disposers: readonly (() => void | Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const dispose of disposers.toReversed()) {
    try {
      await dispose();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length === 0) return;
  const cause = failures.length === 1 ? failures[0] : new AggregateError(failures, `${failures.length} disposals failed`);
  const said = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))).join('; ');
  throw retortError('KD_E_DISPOSE', { what: `disposing the ${owner} failed: ${said}`, cause });
}
