// A small table of samples, and the batches of a loader as plain arrays.
import type { Batch, Samples } from '@retort/kernel';
import type { BatchLoader } from '../src/batch/batch-loader.ts';
import { disposeBatch } from '../src/batch/table-batch.ts';

/** Sample i has id 100 + i, inputs 4i..4i+3, label i mod 3, and none where i is 5. */
export function fewSamples(size = 11): Samples {
  return {
    size,
    inputs: Float32Array.from({ length: size * 4 }, (_, index) => index),
    labels: Int32Array.from({ length: size }, (_, index) => (index === 5 ? -1 : index % 3)),
    ids: Int32Array.from({ length: size }, (_, index) => 100 + index),
  };
}

export interface ReadBatch {
  readonly ids: number[];
  readonly inputs: number[];
  readonly labels: number[];
  readonly targets: number[];
  readonly labelled: number[];
  readonly view: string;
  readonly copies?: number;
}

/** Disposes the batch. */
export async function toHost(batch: Batch): Promise<ReadBatch> {
  const host = {
    ids: [...batch.ids],
    inputs: [...(await batch.inputs.data())],
    labels: [...(await batch.labels.data())],
    targets: [...(await batch.targets.data())],
    labelled: [...(await batch.labelled.data())],
    view: batch.view,
    ...(batch.copies === undefined ? {} : { copies: batch.copies }),
  };
  disposeBatch(batch);
  return host;
}

export async function readBatches(loader: Pick<BatchLoader, 'epoch'>, epoch = 0, fromStep = 0): Promise<ReadBatch[]> {
  const all: ReadBatch[] = [];
  for await (const batch of loader.epoch(epoch, fromStep)) all.push(await toHost(batch));
  return all;
}
