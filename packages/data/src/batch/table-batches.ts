// The batches of an epoch, of a table on the device. Nothing to make ahead: a batch is its rows. Small steps notice what an async generator
// takes, and what arrays of their own take; so there are none.
import { type Batch, type Samples, tellSource } from '@retort/kernel';
import type { SampleTable } from './sample-table.ts';
import type { Rows } from './sampler.ts';
import { tableBatch } from './table-batch.ts';

/** Rows and identities of a whole order, of which each batch has a part. */
interface Ordered {
  readonly order: Uint32Array | undefined;
  readonly places: Int32Array;
  readonly ids: Int32Array;
}

export function tableBatches(
  table: SampleTable,
  samples: Samples,
  rowsOf: (step: number) => Rows,
  { from: first, to: end }: { readonly from: number; readonly to: number },
): AsyncIterable<Batch> {
  let current: Ordered | undefined;
  const make = (step: number): Batch => {
    const { order, from, to } = rowsOf(step);
    if (current === undefined || current.order !== order) current = ordered(samples, order);
    const batch = tableBatch(table, current.places.subarray(from, to), current.ids.subarray(from, to));
    tellSource(batch, samples);
    return batch;
  };
  return {
    [Symbol.asyncIterator]() {
      let step = first;
      return {
        async next() {
          return step < end ? { done: false, value: make(step++) } : { done: true, value: undefined };
        },
        async return() {
          step = end;
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function ordered({ ids, size }: Samples, order: Uint32Array | undefined): Ordered {
  if (order === undefined) return { order, places: Int32Array.from({ length: size }, (_, at) => at), ids };
  const own = new Int32Array(order.length);
  for (let at = 0; at < own.length; at += 1) own[at] = ids[order[at]!]!;
  // The same numbers, read as signed: there are fewer samples than 2^31.
  return { order, places: new Int32Array(order.buffer, order.byteOffset, order.length), ids: own };
}
