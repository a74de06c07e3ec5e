// Reads one batch ahead of the step, so that teachers who can work beside it (another thread, a disk) begin with the next batch while the
// student still learns from this one. Changes no number: batches come as they would, and so do errors.
import { disposeBatch } from '@retort/data';
import type { Batch } from '@retort/kernel';
import type { PlannedObserver } from '../plan/plan.ts';

/**
 * The batches themselves where no teacher prepares. Else each batch, once the one after it has been read and told to the teachers. Whoever gets a
 * batch owns it; one that was read and never handed out is disposed.
 */
export function ahead(batches: AsyncIterable<Batch>, observers: readonly PlannedObserver[]): AsyncIterable<Batch> {
  const preparing = observers.filter(({ teacher }) => teacher.prepare !== undefined);
  return preparing.length === 0 ? batches : readAhead(batches, preparing);
}

/** A batch that was read and told, or why that failed: thrown when its turn comes. */
type Read = { readonly batch: Batch } | { readonly error: unknown };

async function* readAhead(batches: AsyncIterable<Batch>, preparing: readonly PlannedObserver[]): AsyncGenerator<Batch, void> {
  const reader = batches[Symbol.asyncIterator]();
  let next: Read | undefined;
  try {
    next = await read(reader, preparing);
    while (next !== undefined) {
      if ('error' in next) throw next.error;
      const { batch } = next;
      next = await read(reader, preparing);
      yield batch;
    }
  } finally {
    if (next !== undefined && 'batch' in next) disposeBatch(next.batch);
    await reader.return?.();
  }
}

/** Does not throw. `undefined` behind the last batch. */
async function read(reader: AsyncIterator<Batch>, preparing: readonly PlannedObserver[]): Promise<Read | undefined> {
  let batch: Batch | undefined;
  try {
    const result = await reader.next();
    if (result.done === true) return undefined;
    batch = result.value;
    for (const { teacher, taps } of preparing) await teacher.prepare?.(batch, taps);
    return { batch };
  } catch (error) {
    if (batch !== undefined) disposeBatch(batch);
    return { error };
  }
}
