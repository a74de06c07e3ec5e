// One batch of samples, as the loader hands it to teachers, students and losses.
import type { Tensor, Tensor1D, Tensor2D } from './tensor.ts';

/**
 * A batch. The step owns it and disposes it; nobody else does.
 * Labels may be absent for some samples (a transfer set that only the teacher answers): then `labels` is -1,
 * `labelled` is 0 and the row of `targets` is zero.
 */
export interface Batch {
  /** float32 `[B, ...]`. */
  readonly inputs: Tensor;
  /** int32 `[B]`, the class index, or -1 where absent. */
  readonly labels: Tensor1D;
  /** float32 `[B, C]`: one-hot, or mixed by an augmentation; a zero row where the label is absent. */
  readonly targets: Tensor2D;
  /** float32 `[B]`: 1 where the label is known, else 0. */
  readonly labelled: Tensor1D;
  /** The samples' identities in the data set. On the host. */
  readonly ids: Int32Array;
  /** Rows of this batch, `B`. */
  readonly size: number;
  /** Views of each sample: the rows are all first views, then all second ones, and so on; `ids` repeat. 1 when absent. */
  readonly copies?: number;
  /** What was done to the inputs: `none`, or the augmentation's name with its options and seed. Part of a cache key. */
  readonly view: string;
  /** Whether every epoch shows the samples in this view. `none` is such a view anyway. */
  readonly fixed?: boolean;
}
