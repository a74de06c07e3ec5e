// Labelled samples in memory, and where they come from.
import type { Shape } from './tensor.ts';

/** A table of samples on the host. Immutable by convention: views share it. */
export interface Samples {
  readonly size: number;
  /** Row-major float32, `size` times the product of `shape`. */
  readonly inputs: Float32Array;
  /** The class index, or -1 where absent. */
  readonly labels: Int32Array;
  /** Stable identities, unique within a data set. */
  readonly ids: Int32Array;
}

export interface Dataset {
  readonly name: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly train: Samples;
  /** Where the source brings its own test part. */
  readonly test?: Samples;
  /** SHA-256 over the samples: part of a run's identity. */
  readonly digest: string;
  /** Who made it, under which licence. */
  readonly attribution?: string;
}

/** Reads a data set. Throws coded errors for damaged files; writes nothing half. */
export interface DatasetSource {
  load(): Promise<Dataset>;
}

/** Changes the inputs (and targets) of a batch on the host, from counters alone. */
export interface Augmentation {
  /** Its identity: name and options. Part of a cache key. */
  readonly view: string;
  /** Views of each sample that it makes of one; 1 when absent. */
  readonly copies?: number;
  /** What a row becomes follows from its sample and its copy alone: no draw, no other sample. Then every epoch shows the same. */
  readonly fixed?: boolean;
  apply(batch: AugmentedBatch): void;
}

export interface AugmentedBatch {
  /** `[B, ...shape]`, changed in place. */
  readonly inputs: Float32Array;
  /** `[B, C]`, changed in place. */
  readonly targets: Float32Array;
  readonly shape: Shape;
  /** Rows: samples times `copies`. Row `n` is view `floor(n / (size / copies))` of sample `n mod (size / copies)`. */
  readonly size: number;
  readonly copies: number;
  /** float32 `[B]`, 1 where the label is known; changed in place by a view that has none. */
  readonly labelled: Float32Array;
  /** Bits for (sample, draw); the same (epoch, sample id) gives the same bits whatever the batch. */
  uniform(sample: number, draw: number): number;
  normal(sample: number, draw: number): number;
}
