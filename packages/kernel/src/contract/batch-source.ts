// Which samples a batch shows, where that says what its inputs are. Kept beside the batch, so that a batch made out of another one has none.
import type { Batch } from './batch.ts';

const sources = new WeakMap<Batch, object>();

/**
 * Says by a loader that a batch is of these samples: any two batches of one source with the same `view` show the same inputs for the same
 * identity, row for row. Not said of several views of a sample, nor of a view that does not come again.
 */
export function tellSource(batch: Batch, samples: object): void {
  sources.set(batch, samples);
}

/** `undefined` where only the inputs themselves say what they are. */
export function sourceOf(batch: Batch): object | undefined {
  return sources.get(batch);
}
