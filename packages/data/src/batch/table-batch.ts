// A batch that is rows of a table on the device. Its tensors are made when they are first read: a captured step makes its own of the rows.
import type { Batch, Tensor1D } from '@retort/kernel';
import { disposeAll, keep, scope, tensor1d } from '@retort/tensor';
import type { BatchTensors, SampleTable } from './sample-table.ts';

/** Behind a batch of a table. */
export interface TableRows {
  /** int32 `[B]`, the batch's: the place of each sample in the table. */
  readonly rows: Tensor1D;
  /** The loader's. */
  readonly table: SampleTable;
}

interface Known extends TableRows {
  made: BatchTensors | undefined;
}

/** By the batch itself: what somebody makes of it, with other inputs, is a batch like any other. */
const known = new WeakMap<Batch, Known>();

/** The caller owns it, and frees it by `disposeBatch`. `ids`: of the samples of these rows. */
export function tableBatch(table: SampleTable, rows: Int32Array, ids: Int32Array): Batch {
  const behind: Known = { rows: tensor1d(rows, 'int32'), table, made: undefined };
  // Whoever reads first may be within a scope, and the tensors outlive it.
  const made = (): BatchTensors => {
    behind.made ??= scope(() => {
      const tensors = table.take(behind.rows);
      for (const tensor of Object.values(tensors)) keep(tensor);
      return tensors;
    });
    return behind.made;
  };
  const batch: Batch = {
    get inputs() {
      return made().inputs;
    },
    get labels() {
      return made().labels;
    },
    get targets() {
      return made().targets;
    },
    get labelled() {
      return made().labelled;
    },
    ids,
    size: rows.length,
    view: 'none',
  };
  known.set(batch, behind);
  return batch;
}

/** `undefined` where the batch was made on the host. */
export function tableRows(batch: Batch): TableRows | undefined {
  return known.get(batch);
}

/** Frees a batch of whatever loader, once. */
export function disposeBatch(batch: Batch): void {
  const behind = known.get(batch);
  if (behind === undefined) {
    const { inputs, labels, targets, labelled } = batch;
    disposeAll({ inputs, labels, targets, labelled });
    return;
  }
  behind.rows.dispose();
  if (behind.made !== undefined) disposeAll({ ...behind.made });
  behind.made = undefined;
}
