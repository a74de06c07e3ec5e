// A host batch to tensors. The only place of this package that makes tensors.
import type { Batch, Shape } from '@retort/kernel';
import { scope, tensor, tensor1d, tensor2d } from '@retort/tensor';
import type { HostBatch } from './host-batch.ts';

/** The caller owns the tensors; where one of them cannot be made, none is left. */
export function toBatch(host: HostBatch, shape: Shape, classes: number, { view, fixed = false }: Pick<Batch, 'view' | 'fixed'>): Batch {
  const { size, ids, copies } = host;
  const tensors = scope(() => ({
    inputs: tensor(host.inputs, [size, ...shape], 'float32'),
    labels: tensor1d(host.labels, 'int32'),
    targets: tensor2d(host.targets, [size, classes], 'float32'),
    labelled: tensor1d(host.labelled, 'float32'),
  }));
  return { ...tensors, ids, size, ...(copies === 1 ? {} : { copies }), view, ...(fixed ? { fixed } : {}) };
}
