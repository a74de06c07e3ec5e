// A batch on the host: rows copied out of a table of samples, before it becomes tensors. All arrays are its own.
import type { Samples } from '@retort/kernel';

export interface HostBatch {
  /** `[B, width]`. */
  readonly inputs: Float32Array;
  /** `[B]`, -1 where absent. */
  readonly labels: Int32Array;
  /** `[B, C]`, one-hot, a zero row where the label is absent. */
  readonly targets: Float32Array;
  /** `[B]`, 1 or 0. */
  readonly labelled: Float32Array;
  /** `[B]`. */
  readonly ids: Int32Array;
  /** Rows, `B`. */
  readonly size: number;
  /** Views of each sample: all rows once, then all of them again. */
  readonly copies: number;
}

/**
 * Copies the samples at positions `from` to `to` of an order (of the table itself where there is none). The arrays are new each
 * time: the cpu engine and others keep an array that they are given, so that a buffer used again would change a live tensor.
 */
export function gatherRows(samples: Samples, order: Uint32Array | undefined, from: number, to: number, classes: number): HostBatch {
  const size = to - from;
  const width = samples.inputs.length / samples.size;
  const labels = new Int32Array(size);
  const ids = new Int32Array(size);
  const targets = new Float32Array(size * classes);
  const labelled = new Float32Array(size);
  const inputs = order === undefined ? samples.inputs.slice(from * width, to * width) : new Float32Array(size * width);
  for (let i = 0; i < size; i += 1) {
    const row = order === undefined ? from + i : order[from + i]!;
    if (order !== undefined) inputs.set(samples.inputs.subarray(row * width, (row + 1) * width), i * width);
    ids[i] = samples.ids[row]!;
    const label = samples.labels[row]!;
    labels[i] = label;
    if (label < 0) continue;
    targets[i * classes + label] = 1;
    labelled[i] = 1;
  }
  return { inputs, labels, targets, labelled, ids, size, copies: 1 };
}

/** The batch with its rows `copies` times over, the whole of it each time. */
export function repeatRows(host: HostBatch, copies: number): HostBatch {
  if (copies === 1) return host;
  return {
    inputs: repeated(host.inputs, new Float32Array(host.inputs.length * copies)),
    labels: repeated(host.labels, new Int32Array(host.labels.length * copies)),
    targets: repeated(host.targets, new Float32Array(host.targets.length * copies)),
    labelled: repeated(host.labelled, new Float32Array(host.labelled.length * copies)),
    ids: repeated(host.ids, new Int32Array(host.ids.length * copies)),
    size: host.size * copies,
    copies: host.copies * copies,
  };
}

function repeated<A extends Float32Array | Int32Array>(values: A, into: A): A {
  for (let at = 0; at < into.length; at += values.length) into.set(values, at);
  return into;
}
